import type { ButtonState } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useEffect, useState } from "react";
import type { ButtonScene } from "../talk/button-words.ts";
import { Player } from "./player.ts";
import { sounds } from "./preferences.ts";
import { SoundDesk } from "./sound-desk.ts";

/** The one that plays here. */
export const player = new Player(sounds.getSnapshot);

/** Sounds and shakes what the button turned into. */
export function useSounds(state: ButtonState, scene: ButtonScene): void {
  const { clock } = useSession();
  const [desk] = useState(() => new SoundDesk(clock, (cue) => player.play(cue)));
  useEffect(() => desk.observe(state, scene));
  useEffect(() => () => desk.end(), [desk]);
}
