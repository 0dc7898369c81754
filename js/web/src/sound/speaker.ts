import type { Clock } from "@pressel/client";
import { quiet } from "../settings/loudness.ts";
import { Player } from "./player.ts";
import { sounds } from "./preferences.ts";
import { SoundDesk } from "./sound-desk.ts";

/** The one that plays here. */
export const player = new Player(sounds.getSnapshot, () => quiet.getSnapshot() === "on");

/** A desk whose cues sound on this device. */
export function openDesk(clock: Clock): SoundDesk {
  return new SoundDesk(clock, (cue) => player.play(cue));
}
