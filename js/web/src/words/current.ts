import { type Advice, en, type Words } from "./en.ts";

/** The catalogue in use. Read when drawing, never kept: it changes with the language. */
export let words: Words = en;

/** Where the reader lives, for numbers and times: `de-CH` for a German catalogue. */
export let locale: string = en.locale;

export function speak(catalogue: Words, region: string = catalogue.locale): void {
  words = catalogue;
  locale = region;
}

/** Texts by a word of the server, which may send one that is not known here. */
type Causes<Text> = { readonly other: Text } & { readonly [cause: string]: Text };

/** The text for a cause; one for all that have none of their own. */
export function textFor<Text>(causes: Causes<Text>, cause: string | null): Text {
  return (cause !== null && Object.hasOwn(causes, cause) ? causes[cause] : undefined) ?? causes.other;
}

/** The advice for a cause that names somebody. */
export function adviceFor(
  causes: Causes<(name: string) => Advice>,
  cause: string | null,
  name: string | null | undefined,
): Advice {
  return textFor(causes, cause)(name || words.someone);
}
