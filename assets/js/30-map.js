/* Maps by keyboard: buttons zoom and move, arrow keys on the map do the same. */
(function () {
  "use strict";
  function move(box, act) {
    const graph = box.querySelector(".js-plotly-plot");
    if (!graph || !graph._fullLayout || !window.Plotly) return;
    const geo = graph._fullLayout.geo;
    if (!geo) return;
    const scale = geo.projection.scale;
    const centre = geo.center;
    const step = 0.06 / scale;
    const next = {
      in: () => ({ "geo.projection.scale": Math.min(scale * 1.5, 40) }),
      out: () => ({ "geo.projection.scale": Math.max(scale / 1.5, 0.8) }),
      west: () => ({ "geo.center.lon": centre.lon - 2 * step }),
      east: () => ({ "geo.center.lon": centre.lon + 2 * step }),
      north: () => ({ "geo.center.lat": centre.lat + step }),
      south: () => ({ "geo.center.lat": centre.lat - step }),
      reset: () => {
        const start = graph.layout.meta || {};
        return { "geo.projection.scale": start.scale, "geo.center": start.center };
      },
    }[act];
    if (next) window.Plotly.relayout(graph, next());
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-map-act]");
    if (button) move(button.closest(".map-box"), button.dataset.mapAct);
  });
  const KEYS = { ArrowLeft: "west", ArrowRight: "east", ArrowUp: "north", ArrowDown: "south",
    "+": "in", "=": "in", "-": "out", "0": "reset" };
  document.addEventListener("keydown", (event) => {
    const chart = event.target.classList && event.target.classList.contains("chart");
    const box = chart && event.target.closest(".map-box");
    if (!box || !KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(box, KEYS[event.key]);
  });
})();
