import { useSession, useStore } from "@pressel/react";
import { useEffect } from "react";
import { choice, Preference } from "../preference.ts";

/** How loud everything plays on this device, 0–1. */
export const loudness = new Preference<number>("loudness", 1, readShare, String);

/** No sound at all: one sees who talks. */
export const quiet = choice("quiet", ["off", "on"], "off");

export function useLoudness(): void {
  const session = useSession();
  const share = useStore(loudness);
  const isQuiet = useStore(quiet) === "on";
  useEffect(() => session.setLoudness(null, isQuiet ? 0 : share), [session, share, isQuiet]);
}

function readShare(text: string): number | null {
  const share = Number.parseFloat(text);
  return share >= 0 && share <= 1 ? share : null;
}
