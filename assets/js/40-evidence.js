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

  function filterEvidence(...chosen) {
    const [theme, status] = chosen.map((value) => (value === "all" ? "" : value));
    const list = document.getElementById("evidence-statements");
    if (!list) return window.dash_clientside.no_update;
    const rows = Array.from(list.children);
    rows.forEach((row) => {
      row.hidden = Boolean((theme && row.dataset.theme !== theme) ||
        (status && row.dataset.status !== status));
    });
    if (opened === list) {
      list.parentElement.scrollTop = 0;
    } else {
      // The page is drawn after the browser looked for the place that the address names.
      opened = list;
      const hash = decodeURIComponent(window.location.hash.slice(1));
      const place = hash && document.getElementById(hash);
      if (place) place.scrollIntoView();
    }
    keep({ theme, status });
    const shown = rows.filter((row) => !row.hidden).length;
    return "Showing " + shown + " of " + rows.length + " statements";
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.svd = Object.assign({}, window.dash_clientside.svd, { filterEvidence });
})();
