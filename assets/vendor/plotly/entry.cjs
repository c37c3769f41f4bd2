// The trace types that components/figures draws; scatter is part of the core.
const Plotly = require("plotly.js/lib/core");
const drawn = [require("plotly.js/lib/bar"), require("plotly.js/lib/heatmap")];
const mapped = [require("plotly.js/lib/choropleth"), require("plotly.js/lib/scattergeo")];
Plotly.register([...drawn, ...mapped]);
module.exports = Plotly;
