// Builds plotly.min.js with its compressed forms, its licences and its manifest; see README.md.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, version as esbuild } from "esbuild";

const { version, license } = JSON.parse(readFileSync("node_modules/plotly.js/package.json"));
const { metafile } = await build({
  entryPoints: ["entry.cjs"],
  outfile: "plotly.min.js",
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "Plotly",
  target: "es2020",
  define: { global: "window", "define.amd": "false" },
  loader: { ".css": "empty" }, // MapLibre's, for maps that are not drawn here
  banner: { js: `/* plotly.js ${version}, ${license} license; parts and terms: LICENSES.txt */` },
  legalComments: "none",
  metafile: true,
});

const { inputs } = metafile.outputs["plotly.min.js"];
const packages = new Set(
  Object.keys(inputs)
    .map((path) => path.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0])
    .filter((folder) => folder && !folder.endsWith("/maplibre-gl")),
);
const terms = [...packages].sort().map((folder) => {
  const told = JSON.parse(readFileSync(join(folder, "package.json")));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "(The package holds no text of its licence; its terms are those named above.)";
  const author = told.author?.name ?? told.author ?? "";
  return `${told.name} ${told.version} (${told.license}) ${author}`.trim() + `\n\n${text}\n`;
});
writeFileSync("LICENSES.txt", [...new Set(terms)].join(`\n${"-".repeat(72)}\n\n`).replaceAll("\r\n", "\n"));

const script = readFileSync("plotly.min.js");
const size = constants.BROTLI_PARAM_SIZE_HINT;
const window = constants.BROTLI_PARAM_LGWIN;
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [window]: 24, [size]: script.length };
writeFileSync("plotly.min.js.br", brotliCompressSync(script, { params }));
writeFileSync("plotly.min.js.gz", gzipSync(script, { level: 9 }));
const sha256 = createHash("sha256").update(script).digest("hex");
const manifest = { "plotly.js": version, esbuild, sha256 };
writeFileSync("manifest.json", JSON.stringify(manifest, null, 2) + "\n");
