/* The borough ranking: drawn from the rows that the page carries, so that a change repaints one
   table instead of two thousand components. Headings sort; the focus stays on them. */
(function () {
  "use strict";
  function element(tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (value) made.setAttribute(name, value);
    });
    return made;
  }

  function heading(column) {
    const cell = element("th", null, {
      scope: "col", class: column.chosen ? "chosen" : "", "aria-sort": column.sort,
    });
    const button = element("button", column.label, {
      type: "button", class: "sort", "data-sort": column.key,
    });
    if (column.sort !== "none") {
      button.append(element("span", column.sort === "ascending" ? " ▲" : " ▼", {
        "aria-hidden": "true",
      }));
    }
    cell.append(button);
    if (column.note) cell.append(element("span", column.note, { class: "note" }));
    return cell;
  }

  function draw(box) {
    const body = JSON.parse(box.dataset.ranking);
    const held = document.activeElement && box.contains(document.activeElement)
      ? document.activeElement.dataset.sort : null;
    const old = box.querySelector(".scroll");
    const [left, top] = old ? [old.scrollLeft, old.scrollTop] : [0, 0];
    const table = element("table", null, { class: "ranking" });
    table.append(element("caption", body.caption, { class: "visually-hidden" }));
    const head = table.createTHead().insertRow();
    body.columns.forEach((column) => head.append(heading(column)));
    const rows = table.createTBody();
    body.rows.forEach((row) => {
      const line = rows.insertRow();
      if (row.chosen) line.className = "chosen";
      line.append(element("th", row.name, { scope: "row" }));
      row.cells.forEach(([text, rank]) => {
        const cell = element("td", text, { class: rank === null ? "number missing" : "number" });
        if (rank !== null) cell.append(element("small", rank));
        line.append(cell);
      });
    });
    const scroll = element("div", null, {
      class: "scroll", tabindex: "0", role: "region", "aria-label": body.label,
    });
    scroll.append(table);
    box.replaceChildren(scroll);
    scroll.scrollTo(left, top);
    if (held) {
      const button = box.querySelector(`[data-sort="${held}"]`);
      if (button) button.focus({ preventScroll: true });
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-sort]");
    if (!button) return;
    const body = JSON.parse(button.closest("[data-ranking]").dataset.ranking);
    const key = button.dataset.sort;
    window.dash_clientside.set_props("sort", { data: body.sort === key ? "-" + key : key });
  });

  new MutationObserver((changes) => {
    changes.forEach((change) => {
      if (change.type === "attributes") draw(change.target);
      else {
        change.addedNodes.forEach((node) => {
          if (node.querySelectorAll) node.querySelectorAll("[data-ranking]").forEach(draw);
        });
      }
    });
  }).observe(document.documentElement, {
    subtree: true, childList: true, attributeFilter: ["data-ranking"],
  });
})();
