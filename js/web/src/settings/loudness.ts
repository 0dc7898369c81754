import { useSession, useStore } from "@pressel/react";
import { useEffect } from "react";
import { ducking, speaking } from "../announcer.tsx";
import { choice, Preference } from "../preference.ts";

/** 12 dB less. */
const LOWERED = 0.25;

/** How loud everything plays on this device, 0–1. */
export const loudness = new Preference<number>("loudness", 1, readShare, String);

/** No sound at all: one sees who talks. */
export const quiet = choice("quiet", ["off", "on"], "off");

export function useLoudness(): void {
  const session = useSession();
  const share = useStore(loudness);
  const isQuiet = useStore(quiet) === "on";
  const isDucking = useStore(ducking) === "on";
  const isSpeaking = useStore(speaking);
  const wanted = isDucking && isSpeaking ? share * LOWERED : share;
  useEffect(() => session.setLoudness(null, isQuiet ? 0 : wanted), [session, wanted, isQuiet]);
}

function readShare(text: string): number | null {
  const share = Number.parseFloat(text);
  return share >= 0 && share <= 1 ? share : null;
}
