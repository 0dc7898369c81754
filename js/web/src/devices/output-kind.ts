import type { Devices } from "@pressel/client";

/** `own` the device chooses, and does not say what · `microphone` this browser lets nobody choose an output. */
export type OutputKind = "headset" | "earpiece" | "speaker" | "own" | "microphone";

/** In the order they are looked for: the earpiece of a phone is a "Headset earpiece" to Chromium. */
const NAMES: readonly (readonly [OutputKind, RegExp])[] = [
  ["earpiece", /earpiece|hörmuschel/i],
  ["headset", /head(set|phone)|ear(phone|bud|pod)|airpods|buds\b|kopfhörer|hands-?free/i],
];

/** What sound goes to now, in a word: of the speaker that was chosen and is there, or the only one there is. */
export function outputKind({ speakers, speaker }: Devices): OutputKind {
  if (speakers.length === 0) return "microphone";
  const used = speakers.find(({ id }) => id === speaker) ?? (speakers.length === 1 ? speakers[0] : undefined);
  if (used === undefined) return "own";
  return NAMES.find(([, name]) => name.test(used.label))?.[0] ?? "speaker";
}
