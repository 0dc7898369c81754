import { Preference } from "../preference.ts";
import type { SoundGroup } from "./cues.ts";

/** Quietest first. */
export const LOUDNESS = ["low", "middle", "high", "highest"] as const;
export type Loudness = (typeof LOUDNESS)[number];

export interface Sounds {
  readonly loudness: Loudness;
  readonly groups: { readonly [G in SoundGroup]: boolean };
  /** Whether the device may shake, too. */
  readonly shakes: boolean;
}

const DEFAULT: Sounds = {
  loudness: "middle",
  groups: { talk: true, people: false, link: true, alarm: true },
  shakes: true,
};

/** Which tones one wants on this device, and how loud. */
export const sounds = new Preference<Sounds>("sounds", DEFAULT, readSounds, JSON.stringify);

export function readSounds(text: string): Sounds | null {
  try {
    const found = JSON.parse(text) as Partial<Sounds> | null;
    if (typeof found !== "object" || found === null) return null;
    const isLoudness = (LOUDNESS as readonly unknown[]).includes(found.loudness);
    const loudness = isLoudness ? (found.loudness as Loudness) : DEFAULT.loudness;
    return { loudness, groups: { ...DEFAULT.groups, ...found.groups }, shakes: found.shakes !== false };
  } catch {
    // Not what this version wrote.
    return null;
  }
}
