import type { ButtonState } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useEffect, useState } from "react";
import { useAnnouncer } from "../announcer.tsx";
import type { ButtonScene } from "./button-words.ts";
import { Narrator } from "./narrator.ts";

/** Tells a screen reader what the button turned into. */
export function useNarration(state: ButtonState, scene: ButtonScene): void {
  const announcer = useAnnouncer();
  const { clock } = useSession();
  const [narrator] = useState(() => new Narrator(clock, announcer));
  useEffect(() => narrator.observe(state, scene));
  useEffect(() => () => narrator.end(), [narrator]);
}
