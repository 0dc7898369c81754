/** Which language the app speaks: the one chosen in the settings, else the first of the browser's that is known. */
import { Cell, type Store } from "@pressel/client";
import { keep, kept } from "../kept.ts";
import { speak } from "./current.ts";
import { en, type Words } from "./en.ts";

interface LanguageRow {
  /** In its own language; `null` for what only tests speak. */
  readonly name: string | null;
  readonly direction: "ltr" | "rtl";
  readonly load: () => Words | Promise<Words>;
}

/** `en-XA` and `ar-XB` are the pseudo-locales of Unicode CLDR: longer texts, and texts from right to left. */
export const LANGUAGES = {
  en: { name: "English", direction: "ltr", load: () => en },
  de: { name: "Deutsch", direction: "ltr", load: async () => (await import("./de.ts")).de },
  "en-XA": { name: null, direction: "ltr", load: async () => (await import("./pseudo.ts")).longer(en) },
  "ar-XB": { name: null, direction: "rtl", load: async () => (await import("./pseudo.ts")).longer(en) },
} as const satisfies { readonly [code: string]: LanguageRow };

export type LanguageCode = keyof typeof LANGUAGES;

export interface Language {
  readonly code: LanguageCode;
  /** Whether it was chosen, and not only found. */
  readonly chosen: boolean;
}

const KEY = "language";
const cell = new Cell<Language>({ code: "en", chosen: false });

const followers: ((code: LanguageCode) => Promise<void>)[] = [];

/** The language that is spoken now. */
export const language: Store<Language> = cell;

/** The first of `wanted` that is known, by its primary subtag (RFC 5646 §2.2.1); English when none is. */
export function firstKnown(wanted: readonly string[]): LanguageCode {
  const primary = wanted.map((tag) => tag.split("-")[0]?.toLowerCase() ?? "");
  return primary.find((tag) => tag === "en" || tag === "de") ?? "en";
}

/** Speaks the language chosen on this device, or the browser's. */
export async function startLanguage(): Promise<void> {
  const chosen = kept(KEY);
  if (chosen !== null && isLanguage(chosen)) await use({ code: chosen, chosen: true });
  else await use({ code: firstKnown(navigator.languages), chosen: false });
}

/** Speaks a language from now on; `null` goes back to the browser's. */
export async function chooseLanguage(code: LanguageCode | null): Promise<void> {
  keep(KEY, code);
  await startLanguage();
}

/** Ties a catalogue that is loaded later to the language: now, and before anybody draws in another one. */
export async function follow<Catalogue>(
  catalogues: { readonly [C in LanguageCode]: () => Catalogue | Promise<Catalogue> },
  set: (catalogue: Catalogue) => void,
): Promise<void> {
  const follower = async (code: LanguageCode) => set(await catalogues[code]());
  followers.push(follower);
  await follower(cell.getSnapshot().code);
}

function isLanguage(code: string): code is LanguageCode {
  return Object.hasOwn(LANGUAGES, code);
}

async function use(next: Language): Promise<void> {
  const { direction, load } = LANGUAGES[next.code];
  const catalogue = await load();
  for (const follower of followers) await follower(next.code);
  const region = navigator.languages.find((tag) => tag.split("-")[0] === catalogue.locale);
  speak(catalogue, region ?? catalogue.locale);
  document.documentElement.lang = catalogue.locale;
  document.documentElement.dir = direction;
  cell.set(next);
}
