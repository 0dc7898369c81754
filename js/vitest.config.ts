import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "client", root: "js/client", include: ["test/**/*.test.ts"], environment: "node" } },
      {
        define: { __VERSION__: '"test"' },
        test: { name: "web", root: "js/web", include: ["test/**/*.test.{ts,tsx}"], environment: "happy-dom" },
      },
    ],
  },
});
