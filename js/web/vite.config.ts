import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
const OUT = "../../src/pressel/_web";
const SERVER = "http://localhost:7373";
/** What gzip makes smaller; fonts are compressed already. */
const COMPRESSIBLE = /\.(?:js|css|html|svg|json)$/;

/** A `.gz` beside each file, so that the server need not compress. */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: (_, { command, mode }) => command === "build" && mode === "production",
    closeBundle() {
      for (const name of readdirSync(OUT, { recursive: true, encoding: "utf8" })) {
        if (!COMPRESSIBLE.test(name)) continue;
        const path = join(OUT, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [react(), tailwindcss(), precompress()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: true,
    // The strict content policy knows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox120", "safari17.5"],
  },
  server: {
    proxy: { "/v1": { target: SERVER, ws: true } },
  },
});
