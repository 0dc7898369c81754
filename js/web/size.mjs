// What a first visit loads: the static import closure of the entry with its styles, as gzip -9, against its bound.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const OUT = new URL("../../src/pressel/_web/", import.meta.url);
const FIRST_LOAD_BYTES_MAX = 130_000;

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", OUT), "utf8"));
const files = new Set(["index.html"]);

function visit(chunk) {
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const key of chunk.imports ?? []) visit(manifest[key]);
}
visit(manifest["index.html"]);

let total = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(new URL(file, OUT)), { level: 9 }).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  first load, of ${FIRST_LOAD_BYTES_MAX} bytes`);
if (total > FIRST_LOAD_BYTES_MAX) {
  console.error("The first load is too large: load menus, dialogs and sliders at first use.");
  process.exit(1);
}
