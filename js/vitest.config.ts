import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const SETUP = fileURLToPath(new URL("web/test/setup.ts", import.meta.url));

export default defineConfig({
  test: {
    projects: [
      { test: { name: "client", root: "js/client", include: ["test/**/*.test.ts"], environment: "node" } },
      {
        define: { __VERSION__: '"test"' },
        test: {
          name: "web",
          root: "js/web",
          include: ["test/**/*.test.{ts,tsx}"],
          environment: "happy-dom",
          setupFiles: [SETUP],
          testTimeout: 20_000,
        },
      },
    ],
  },
});
