// @vitest-environment node
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { adviceFor, speak, textFor, words } from "../src/words/current.ts";
import { de } from "../src/words/de.ts";
import { en, type Words } from "../src/words/en.ts";
import { firstKnown } from "../src/words/language.ts";
import { laterDe } from "../src/words/later-de.ts";
import { type LaterWords, laterEn } from "../src/words/later-en.ts";
import { plurals } from "../src/words/plurals.ts";
import { longer, pseudo } from "../src/words/pseudo.ts";

const CAUSES = readFileSync(new URL("../../../src/pressel/core/causes.py", import.meta.url), "utf8");
/** Both halves of each language, and of the English one, by whose keys they are measured. */
const CATALOGUES: readonly (readonly [string, Words & { readonly later: LaterWords }])[] = [
  ["English", { ...en, later: laterEn }],
  ["German", { ...de, later: laterDe }],
];
/** Words that blame, or that only programs understand. */
const UNKIND = /\b(?:error|failed|invalid|denied|illegal|unauthori[sz]ed|fehler|ungültig|fehlgeschlagen)\b/i;
const WORDS_MAX = 8;

beforeEach(() => speak(en));

/** The members of one enumeration of the server. */
function causes(enumeration: string): readonly string[] {
  const body = CAUSES.split(`class ${enumeration}(`)[1]?.split("\nclass ")[0] ?? "";
  return [...body.matchAll(/^ {4}[A-Z_]+ = "([a-z-]+)"/gm)].map(([, word]) => word ?? "");
}

/** Every text of a catalogue with its key; templates get sample names and numbers. */
function entries(value: unknown, key = ""): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[key, value]];
  if (typeof value === "function") return entries(value("Ben", 3), key);
  return Object.entries(value as object).flatMap(([name, inner]) => entries(inner, `${key}.${name}`));
}

function texts(value: unknown): readonly string[] {
  return entries(value).map(([, text]) => text);
}

function keys(words: object): readonly string[] {
  return entries(words).map(([key]) => key);
}

describe.each(CATALOGUES)("the %s catalogue", (_, catalogue) => {
  test("has every key of the English one, and a text for each", () => {
    expect(keys(catalogue)).toEqual(keys({ ...en, later: laterEn }));
    expect(texts(catalogue).filter((text) => text.trim() === "")).toEqual([]);
  });

  test("has words of its own for every reason the server gives", () => {
    const general = new Set(["not-a-member", "talk-limit"]);
    const missing = [
      ...causes("DenyCause").filter((cause) => !(cause in catalogue.denied)),
      ...causes("RevokeCause").filter((cause) => !(cause in catalogue.revoked)),
      ...causes("BurstEnd").filter((end) => !(end in catalogue.burstEnd)),
    ].filter((cause) => !general.has(cause));
    expect(causes("DenyCause").length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });

  test("never blames and never shows a code", () => {
    expect(texts(catalogue).filter((text) => UNKIND.test(text))).toEqual([]);
  });

  test("is short on the button", () => {
    const button = [...texts(catalogue.denied), ...texts(catalogue.revoked)];
    expect(button.filter((text) => text.split(" ").length > WORDS_MAX)).toEqual([]);
  });
});

describe("the words", () => {
  test("have an answer for a cause that is not known", () => {
    expect(adviceFor(words.denied, "a-new-cause", null)).toEqual(words.denied.other());
    expect(textFor(words.burstEnd, null)).toBe(words.burstEnd.other);
  });

  test("change with the catalogue", () => {
    speak(de);
    expect(words.you).toBe("Du");
  });

  test("differ between the languages, but for names and what is the same in both", () => {
    const same = texts(de).filter((text, index) => text === texts(en)[index] && text.split(" ").length > 2);
    expect(same.filter((text) => !/^[\d\s.,%#]*[s%]?$|^Ben, /.test(text))).toEqual([]);
  });
});

describe("the language", () => {
  test("is the first of the browser's that is known, whatever the region", () => {
    expect(firstKnown(["fr-FR", "de-CH", "en"])).toBe("de");
    expect(firstKnown(["EN-gb"])).toBe("en");
    expect(firstKnown(["ja"])).toBe("en");
  });

  test("counts as its people do", () => {
    const count = plurals("pl");
    const forms = { one: "# kanał", few: "# kanały", many: "# kanałów", other: "# kanału" };
    expect([1, 3, 5, 1.5].map((number) => count(number, forms))).toEqual([
      "1 kanał",
      "3 kanały",
      "5 kanałów",
      "1,5 kanału",
    ]);
    expect(plurals("de")(12_000, { other: "#" })).toBe("12.000");
  });
});

describe("the pseudo-locale", () => {
  test("makes every text longer by a third and leaves none as it was", () => {
    const made = longer(en);
    expect(keys(made)).toEqual(keys(en));
    const plain = entries(made).filter(([key, text]) => ![".locale", ".app"].includes(key) && !text.startsWith("["));
    expect(plain).toEqual([]);
    expect(pseudo("Hold to talk").length).toBeGreaterThanOrEqual(16);
  });

  test("keeps what a template was given", () => {
    expect(longer(en).button.left(7)).toContain("7");
  });
});
