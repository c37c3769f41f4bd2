#!/bin/sh
# Builds the bundle away from the repository; with "check" compares it with the committed one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/entry.cjs" "$here/build.mjs" "$here/package.json" "$here/package-lock.json" "$work"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund
node build.mjs
for name in plotly.min.js LICENSES.txt manifest.json; do
  if [ "${1:-}" = check ]; then cmp "$name" "$here/$name"; else cp "$name" "$here"; fi
done
if [ "${1:-}" = check ]; then
  echo "the committed bundle is what the pinned sources give"
else
  cp plotly.min.js.br plotly.min.js.gz "$here"  # compressors may differ between versions of node
fi
