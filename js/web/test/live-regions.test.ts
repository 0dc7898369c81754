// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL("../src/", import.meta.url));
const LIVE = /role="(?:status|alert|log)"|aria-live="(?!off)/;

test("one file owns everything that a screen reader says by itself", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tsx"));
  const live = files.filter((name) => LIVE.test(readFileSync(join(SOURCES, name), "utf8")));
  expect(live).toEqual(["announcer.tsx"]);
});
