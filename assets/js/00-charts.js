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

  let loading = null;
  function load() {
    if (loading) return loading;
    loading = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector("meta[name=plotly]").content;
      script.onload = resolve;
      script.onerror = () => {
        loading = null; // the next chart asks again
        reject(new Error("plotly.js could not be loaded"));
      };
      document.head.append(script);
    });
    return loading;
  }

  const waiting = new Map(); // charts to be drawn: figure and configuration by their box
  const shown = new WeakMap(); // figures that are drawn, by their box
  const drawing = new WeakMap(); // what Plotly promised of the last drawing, by its place

  function paint(box, { figure, config }) {
    let target = box.firstElementChild;
    const fresh = !target;
    if (fresh) {
      target = document.createElement("div");
      target.style.height = target.style.width = "100%";
      box.append(target);
    }
    const by = factor();
    const layout = narrow(fill(scale(figure.layout, by, "layout"), target), target);
    const done = window.Plotly.react(target, {
      data: scale(figure.data, by, "data"),
      layout: Object.assign({ autosize: true }, layout),
      config: Object.assign({}, config),
    });
    drawing.set(target, done);
    if (fresh) {
      target.on("plotly_click", (event) => {
        const point = event.points && event.points[0];
        const setting = box.closest("[data-picks]");
        if (setting && point && point.location) {
          window.dash_clientside.set_props(setting.dataset.picks, { data: point.location });
        }
      });
      sized.observe(target);
    }
    return done;
  }

  const sizes = new WeakMap(); // width and height that a chart was drawn for
  const sized = new ResizeObserver((entries) => entries.forEach(({ target, contentRect }) => {
    const size = contentRect.width + " " + contentRect.height;
    const known = sizes.get(target);
    sizes.set(target, size);
    if (known && known !== size && contentRect.width && contentRect.height && target.isConnected) {
      window.Plotly.Plots.resize(target);
    }
  }));

  function visible(box) {
    const { top, bottom } = box.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  /* Those in sight first. The page must go on answering meanwhile, so that after a long one, or some
     short ones, it is let breathe; a pause after every one would cost a picture of the page each. */
  const BREATH = 40; // milliseconds
  const channel = new MessageChannel(); // sooner than any timer
  let running = false;
  channel.port1.onmessage = () => {
    const begun = performance.now();
    while (waiting.size && performance.now() - begun < BREATH) draw();
    running = waiting.size > 0;
    if (running) channel.port2.postMessage(null);
  };

  function draw() {
    const boxes = [...waiting.keys()];
    const box = boxes.find(visible) || boxes[0];
    const wanted = waiting.get(box);
    waiting.delete(box);
    const drawn = new Promise((resolve) => { resolve(paint(box, wanted)); });
    drawn.catch((fault) => { // one that was taken away while it was being drawn is no fault
      if (shown.get(box) === wanted.figure) console.error(fault);
    }).finally(() => { if (!waiting.has(box)) box.removeAttribute("aria-busy"); });
  }

  function start() {
    if (running) return;
    running = true;
    load().then(() => channel.port2.postMessage(null), (fault) => {
      running = false;
      console.error(fault);
    });
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  window.svd = Object.assign(window.svd || {}, {
    charts: {
      show(box, figure, config) {
        if (same(shown.get(box), figure)) return;
        shown.set(box, figure);
        box.setAttribute("aria-busy", "true");
        waiting.set(box, { figure, config });
        start();
      },
      drop(box) {
        waiting.delete(box);
        shown.delete(box);
        box.removeAttribute("aria-busy");
        const target = box.firstElementChild;
        if (!target) return;
        sized.unobserve(target);
        target.remove();
        const purge = () => window.Plotly.purge(target); // not what is being drawn still
        Promise.resolve(drawing.get(target)).then(purge, purge);
      },
    },
  });
})();
