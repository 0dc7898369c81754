import { readFileSync } from "node:fs";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { precompress } from "../precompress.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
const OUT = "../../src/pressel/_web";
const WORKER = "sw.js";
/** The worker stands alone: it shares nothing with the page. The page's own entry stays what its address names. */
const ENTRIES = /index\.html$|\/src\/(?:main\.tsx|offline\/(?:worker|shell)\.ts)$/;
/** Kept on the device for a day without a network. The extended letters come from the network, or the system has them. */
const KEPT = /^assets\/.*\.(?:js|css|woff2)$/;
const NOT_KEPT = /latin-ext|pseudo/;
const PUBLIC_KEPT = ["/favicon.svg", "/manifest.webmanifest", "/icon-192.png"];
const SERVER = "http://localhost:7373";

/** Writes into the service worker which files make the app; whatever a person may come to is among them. */
function shell(): Plugin {
  return {
    name: "shell",
    apply: "build",
    generateBundle(_options, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== "chunk") this.error("there is no service worker in the build");
      const assets = Object.keys(bundle).filter((name) => KEPT.test(name) && !NOT_KEPT.test(name));
      const files = ["/", ...PUBLIC_KEPT, ...assets.map((name) => `/${name}`)].sort();
      worker.code = worker.code.replace("__SHELL__", JSON.stringify(files));
    },
  };
}

export default defineConfig({
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [react(), tailwindcss(), shell(), precompress(OUT)],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: true,
    // The strict content policy knows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/offline/worker.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? WORKER : "assets/[name]-[hash].js"),
        // What a first visit needs as one file: the same modules in fifty files are 4 kB more.
        codeSplitting: { groups: [{ name: "first", tags: ["$initial"], test: (id) => !ENTRIES.test(id) }] },
      },
    },
    target: ["chrome123", "firefox120", "safari17.5"],
  },
  server: {
    proxy: { "/v1": { target: SERVER, ws: true } },
  },
});
