/* Charts: no outside requests, and text that grows with the page.
   Figures are written for a root font of 16 px; on a projector the root is larger, so sizes are
   multiplied before they are drawn. */
(function () {
  "use strict";
  // plotly.js asks its CDN for a world map behind every geo plot: it gets an empty one from here.
  const empty = { type: "Topology", objects: {}, arcs: [] };
  ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"].forEach((layer) => {
    empty.objects[layer] = { type: "GeometryCollection", geometries: [] };
  });
  window.PlotlyGeoAssets = { topojson: {} };
  ["world", "europe", "usa", "asia", "africa", "north-america", "south-america", "antarctica",
    "oceania"].forEach((scope) => {
    ["110m", "50m"].forEach((resolution) => {
      window.PlotlyGeoAssets.topojson[scope + "_" + resolution] = empty;
    });
  });

  // Once the first chart is there, Dash asks for plotly.js at an address that it writes down here: that
  // of the whole library. This is the address of the part of it that is needed, for good.
  const address = document.querySelector("meta[name=plotly]").content;
  Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => address, set: () => {} });

  const SIZES = new Set(["size", "standoff", "ticklen", "borderpad"]);
  const WIDTHS = new Set(["width", "thickness", "gridwidth", "zerolinewidth", "linewidth"]);
  const MARGINS = new Set(["l", "r", "t", "b", "pad"]);

  function factor() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  }

  function scale(node, by, inside) {
    if (Array.isArray(node)) return node.map((item) => scale(item, by, inside));
    if (!node || typeof node !== "object" || ArrayBuffer.isView(node)) return node;
    const copy = {};
    Object.keys(node).forEach((key) => {
      const value = node[key];
      const grows =
        typeof value === "number" &&
        (SIZES.has(key) ||
          (WIDTHS.has(key) && inside !== "layout") ||
          (inside === "margin" && MARGINS.has(key)) ||
          (inside === "annotations" && (key === "xshift" || key === "yshift")));
      if (grows) copy[key] = value * by;
      else if (key === "geojson" || key === "z" || key === "x" || key === "y" || key === "locations")
        copy[key] = value;
      else copy[key] = scale(value, by, key);
    });
    return copy;
  }

  /* A map's frame takes the shape of its box, so that zooming in never shows an inner edge. */
  function fill(layout, target) {
    const geo = layout.geo;
    const box = target && target.getBoundingClientRect ? target.getBoundingClientRect() : null;
    if (!geo || !geo.lonaxis || !box || !box.width || !box.height) return layout;
    const [west, east] = geo.lonaxis.range;
    const [south, north] = geo.lataxis.range;
    const upright = Math.cos(((south + north) / 2) * Math.PI / 180);
    const grow = (box.width / box.height) / ((east - west) * upright / (north - south));
    const stretch = (low, high, by) => {
      const more = (high - low) * (by - 1) / 2;
      return [low - more, high + more];
    };
    const lon = grow > 1 ? stretch(west, east, grow) : [west, east];
    const lat = grow < 1 ? stretch(south, north, 1 / grow) : [south, north];
    return Object.assign({}, layout, {
      geo: Object.assign({}, geo, {
        lonaxis: Object.assign({}, geo.lonaxis, { range: lon }),
        lataxis: Object.assign({}, geo.lataxis, { range: lat }),
      }),
    });
  }

  /* On a narrow screen bars with values at their ends need more room to the right, and there is
     none for the name of every year. */
  function narrow(layout, target) {
    const box = target && target.getBoundingClientRect ? target.getBoundingClientRect() : null;
    if (!layout.xaxis || !box || !box.width || box.width > 480) return layout;
    const xaxis = Object.assign({}, layout.xaxis);
    if (layout.meta && layout.meta.room) {
      const [low, high] = xaxis.range;
      const letters = layout.meta.room; // of the longest value, where a figure tells it
      const wide = letters !== true && box.width > 400;
      const [more, nticks] = wide ? [0.1, 4] : [letters > 8 ? 1.1 : 0.45, 3];
      Object.assign(xaxis, { range: [low, high + (high - low) * more], nticks });
    }
    if (xaxis.dtick === "M12") xaxis.dtick = "M24";
    return Object.assign({}, layout, { xaxis });
  }

  function wrap(plotly) {
    ["react", "newPlot"].forEach((name) => {
      const original = plotly[name];
      plotly[name] = function (target, figure, ...rest) {
        if (figure && figure.data && figure.layout) {
          const by = factor();
          figure = Object.assign({}, figure, {
            data: scale(figure.data, by, "data"),
            layout: narrow(fill(scale(figure.layout, by, "layout"), target), target),
          });
        }
        return original.call(plotly, target, figure, ...rest);
      };
    });
    return plotly;
  }

  let loaded;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => loaded,
    set: (plotly) => {
      loaded = plotly && plotly.react ? wrap(plotly) : plotly;
    },
  });
})();
