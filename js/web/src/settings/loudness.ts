import { useSession, useStore } from "@pressel/react";
import { useEffect } from "react";
import { Preference } from "../preference.ts";

/** How loud everything plays on this device, 0–1. */
export const loudness = new Preference<number>("loudness", 1, readShare, String);

export function useLoudness(): void {
  const session = useSession();
  const share = useStore(loudness);
  useEffect(() => session.setLoudness(null, share), [session, share]);
}

function readShare(text: string): number | null {
  const share = Number.parseFloat(text);
  return share >= 0 && share <= 1 ? share : null;
}
