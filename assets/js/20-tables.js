/* "As a table": drawn from the same address as the file, when somebody opens it. */
(function () {
  "use strict";
  const HIDDEN = new Set(["area_code", "level", "period_from", "period_to"]);

  function cell(tag, value) {
    const made = document.createElement(tag);
    const numeric = typeof value === "number";
    made.textContent = value === null || value === undefined ? "" :
      numeric ? value.toLocaleString("en-GB", { maximumFractionDigits: 2 }) : value;
    if (numeric) made.className = "number";
    return made;
  }

  function title(column) {
    const words = column.replace(/_/g, " ");
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  function build(body) {
    const filled = body.columns.filter((column) =>
      !HIDDEN.has(column) && body.rows.some((row) => row[column] !== null && row[column] !== ""));
    const table = document.createElement("table");
    const caption = table.createCaption();
    caption.textContent = body.meta.title + ". " + body.meta.source;
    const head = table.createTHead().insertRow();
    filled.forEach((column) => {
      const made = cell("th", title(column));
      made.scope = "col";
      head.append(made);
    });
    const rows = table.createTBody();
    body.rows.forEach((row) => {
      const line = rows.insertRow();
      filled.forEach((column, place) => {
        const made = cell(place ? "td" : "th", row[column]);
        if (!place) made.scope = "row";
        line.append(made);
      });
    });
    const scroll = document.createElement("div");
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", body.meta.title);
    scroll.append(table);
    return scroll;
  }

  function draw(box) {
    const address = box.dataset.table;
    if (!address || box.dataset.drawn === address) return;
    box.dataset.drawn = address;
    box.textContent = "Loading…";
    fetch(address)
      .then((reply) => (reply.ok ? reply.json() : Promise.reject(reply.status)))
      .then((body) => {
        if (box.dataset.drawn === address) box.replaceChildren(build(body));
      })
      .catch(() => {
        box.dataset.drawn = "";
        box.textContent = "The table could not be loaded. The CSV link holds the same rows.";
      });
  }

  document.addEventListener("toggle", (event) => {
    const box = event.target.querySelector && event.target.querySelector("[data-table]");
    if (box && event.target.open) draw(box);
  }, true);

  new MutationObserver((changes) => {
    changes.forEach((change) => {
      const box = change.target;
      const details = box.closest("details");
      if (details && details.open) draw(box);
    });
  }).observe(document.documentElement, { subtree: true, attributeFilter: ["data-table"] });
})();
