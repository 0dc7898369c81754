// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { adviceFor, words } from "../src/words.ts";

const CAUSES = readFileSync(new URL("../../../src/pressel/core/causes.py", import.meta.url), "utf8");
/** Words that blame, or that only programs understand. */
const UNKIND = /\b(?:error|failed|invalid|denied|illegal|unauthori[sz]ed)\b/i;
const WORDS_MAX = 8;

/** The members of one enumeration of the server. */
function causes(enumeration: string): readonly string[] {
  const body = CAUSES.split(`class ${enumeration}(`)[1]?.split("\nclass ")[0] ?? "";
  return [...body.matchAll(/^ {4}[A-Z_]+ = "([a-z-]+)"/gm)].map(([, word]) => word ?? "");
}

/** Every text of the catalogue; templates get sample names and numbers. */
function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return texts(value("Ben", 3));
  return Object.values(value as object).flatMap(texts);
}

describe("the catalogue", () => {
  test("has words of its own for every reason the server gives", () => {
    const general = new Set(["not-a-member", "talk-limit"]);
    const missing = [
      ...causes("DenyCause").filter((cause) => !(cause in words.denied)),
      ...causes("RevokeCause").filter((cause) => !(cause in words.revoked)),
      ...causes("BurstEnd").filter((end) => !(end in words.burstEnd)),
    ].filter((cause) => !general.has(cause));
    expect(causes("DenyCause").length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });

  test("never blames and never shows a code", () => {
    expect(texts(words).filter((text) => UNKIND.test(text))).toEqual([]);
  });

  test("is short on the button", () => {
    const long = [...texts(words.denied), ...texts(words.revoked)].filter((text) => text.split(" ").length > WORDS_MAX);
    expect(long).toEqual([]);
  });

  test("has an answer for a cause it does not know", () => {
    expect(adviceFor(words.denied, "a-new-cause", null)).toEqual(words.denied.other(""));
  });
});
