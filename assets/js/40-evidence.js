/* The statements of /evidence: shown by theme and status; the choice is kept in the URL. */
(function () {
  "use strict";
  const FILTERS = ["theme", "status"];

  function keep(values) {
    const search = new URLSearchParams(window.location.search);
    Object.entries(values).forEach(([name, value]) => {
      if (value) search.set(name, value);
      else search.delete(name);
    });
    const text = search.toString();
    const next = window.location.pathname + (text ? "?" + text : "") + window.location.hash;
    if (next !== window.location.pathname + window.location.search + window.location.hash) {
      window.history.replaceState(window.history.state, "", next);
    }
  }

  /* What is folded opens where a filter finds something in it, and goes where it finds nothing. */
  function fold(list, filtered) {
    list.querySelectorAll("details").forEach((part) => {
      const all = part.querySelectorAll(".statement").length;
      const shown = part.querySelectorAll(".statement:not([hidden])").length;
      part.hidden = !shown;
      part.open = filtered && shown > 0;
      part.querySelector(".count").textContent =
        (shown === all ? "" : shown + " of ") + all + " statements";
    });
  }

  document.addEventListener("change", (event) => {
    const controls = FILTERS.map((name) => document.getElementById("evidence-" + name));
    if (!controls.includes(event.target)) return;
    const [theme, status] = controls.map(({ value }) => (value === "all" ? "" : value));
    const list = document.getElementById("evidence-statements");
    const rows = Array.from(list.querySelectorAll(".statement"));
    rows.forEach((row) => {
      row.hidden = Boolean((theme && row.dataset.theme !== theme) ||
        (status && row.dataset.status !== status));
    });
    fold(list, Boolean(theme || status));
    list.parentElement.scrollTop = 0;
    keep({ theme, status });
    const shown = rows.filter((row) => !row.hidden).length;
    document.getElementById("evidence-shown").textContent =
      "Showing " + shown + " of " + rows.length + " statements";
  });
})();
