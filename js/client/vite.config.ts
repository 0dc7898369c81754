import { defineConfig } from "vite";
import { precompress } from "../precompress.ts";

/** Beside the web app, so that a server hands out the SDK that speaks as it does. */
const OUT = "../../src/pressel/_web/sdk";

export default defineConfig({
  plugins: [precompress(OUT)],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    lib: { entry: "src/platform/page.ts", formats: ["es"], fileName: () => "pressel.js" },
    target: ["chrome123", "firefox120", "safari17.5"],
  },
});
