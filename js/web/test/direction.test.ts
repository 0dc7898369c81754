// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** Names of a side that stays where it is when the reading direction turns. */
const PHYSICAL_CLASS =
  /(?:^|:)-?(?:m[lr]-|p[lr]-|left-|right-|border-[lr](?:-|$)|rounded-[lr](?:-|$)|(?:text|float)-(?:left|right)$)/;
const PHYSICAL_PROPERTY =
  /(?:^|[\s;{])(?:(?:(?:margin|padding|border)-)?(?:left|right)(?:-\w+)?|text-align:\s*(?:left|right))\s*[:;]/g;
const SRC = new URL("../src/", import.meta.url);

function sources(ending: string): readonly (readonly [string, string])[] {
  const paths = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(ending));
  return paths.map((path) => [path, readFileSync(new URL(path, SRC), "utf8")]);
}

describe("every screen can be turned around", () => {
  test("because no class names the left or the right", () => {
    const found = sources(".tsx").flatMap(([path, source]) =>
      [...source.matchAll(/["'`]([^"'`\n]*)["'`]/g)]
        .flatMap(([, text]) => (text ?? "").split(/\s+/))
        .filter((word) => PHYSICAL_CLASS.test(word))
        .map((word) => `${path}: ${word}`),
    );
    expect(found).toEqual([]);
    expect(PHYSICAL_CLASS.test("desk:ml-2")).toBe(true);
  });

  test("because no style sheet does", () => {
    const sheets = sources(".css");
    expect(sheets.length).toBeGreaterThan(1);
    expect(sheets.flatMap(([path, sheet]) => (sheet.match(PHYSICAL_PROPERTY) ?? []).map((hit) => path + hit))).toEqual(
      [],
    );
    expect("a { margin-left: 1px }".match(PHYSICAL_PROPERTY)).toHaveLength(1);
  });
});
