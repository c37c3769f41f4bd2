/* The statements of /evidence: shown by theme and status; the choice is kept in the URL. */
(function () {
  "use strict";
  let opened = null;

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

  function filterEvidence(...chosen) {
    const [theme, status] = chosen.map((value) => (value === "all" ? "" : value));
    const list = document.getElementById("evidence-statements");
    if (!list) return window.dash_clientside.no_update;
    const rows = Array.from(list.querySelectorAll(".statement"));
    rows.forEach((row) => {
      row.hidden = Boolean((theme && row.dataset.theme !== theme) ||
        (status && row.dataset.status !== status));
    });
    fold(list, Boolean(theme || status));
    if (opened === list) {
      list.parentElement.scrollTop = 0;
    } else {
      // The page is drawn after the browser looked for the place that the address names.
      opened = list;
      const hash = decodeURIComponent(window.location.hash.slice(1));
      const place = hash && document.getElementById(hash);
      const closed = place && place.closest("details");
      if (closed) closed.open = true;
      if (place) place.scrollIntoView();
    }
    keep({ theme, status });
    const shown = rows.filter((row) => !row.hidden).length;
    return "Showing " + shown + " of " + rows.length + " statements";
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.svd = Object.assign({}, window.dash_clientside.svd, { filterEvidence });
})();
