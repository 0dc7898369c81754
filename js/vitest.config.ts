import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [{ test: { name: "client", root: "js/client", include: ["test/**/*.test.ts"], environment: "node" } }],
  },
});
