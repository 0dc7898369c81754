import { follow } from "./language.ts";
import { type LaterWords, laterEn } from "./later-en.ts";

/**
 * The catalogue of what is loaded at first use, so that the first load stays small: it comes with the first part that
 * needs it, and follows the language from then on. Read when drawing, never kept.
 */
export let later: LaterWords = laterEn;

await follow(
  {
    en: () => laterEn,
    de: async () => (await import("./later-de.ts")).laterDe,
    "en-XA": async () => (await import("./pseudo.ts")).longer(laterEn),
    "ar-XB": async () => (await import("./pseudo.ts")).longer(laterEn),
  },
  (words) => {
    later = words;
  },
);
