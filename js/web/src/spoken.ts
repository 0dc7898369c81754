import { choice, type Preference } from "./preference.ts";

export const VERBOSITIES = ["nothing", "names", "everything"] as const;
export type Verbosity = (typeof VERBOSITIES)[number];

/** How much a screen reader is told; what is urgent is told always. */
export const verbosity: Preference<Verbosity> = choice("verbosity", VERBOSITIES, "everything");

/** What a message is about: `who` starts to talk, something that `needs` the person, or how one's own button is. */
export type Matter = "who" | "needs" | "state";

/** Whether a message that can wait is told at all. */
export function isTold(matter: Matter, told: Verbosity): boolean {
  return told === "everything" || (told === "names" && matter !== "state");
}
