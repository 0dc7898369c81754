/**
 * A catalogue that is not a language: every text is longer by a third and has accents, so that a text that is cut, or
 * that stands in no catalogue, is seen at once.
 */
const ACCENTS: { readonly [letter: string]: string } = {
  a: "á",
  e: "é",
  i: "ï",
  o: "ö",
  u: "û",
  n: "ñ",
  c: "ç",
  A: "Å",
  E: "É",
  O: "Ø",
};
/** The name of the app is the same in every language. */
const UNTOUCHED: readonly string[] = ["locale", "app"];
const LONGER_BY = 1 / 3;

export function longer<Catalogue>(words: Catalogue): Catalogue {
  return changed(words) as Catalogue;
}

/** One text: `[Hóld tö tálk~~~~]`. */
export function pseudo(text: string): string {
  const accented = text.replace(/[aeiouncAEO]/g, (letter) => ACCENTS[letter] ?? letter);
  const missing = Math.ceil(text.length * LONGER_BY);
  // In words, not in one: a line must find where to break, as in every language.
  const more = "~".repeat(missing).replace(/~{6}(?=~)/g, "~~~~~~ ");
  return `[${accented}${more}]`;
}

function changed(value: unknown, key = ""): unknown {
  if (UNTOUCHED.includes(key)) return value;
  if (typeof value === "string") return pseudo(value);
  if (Array.isArray(value)) return value.map((inner) => changed(inner));
  if (typeof value === "function") return (...given: unknown[]) => changed(value(...given));
  return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, changed(inner, name)]));
}
