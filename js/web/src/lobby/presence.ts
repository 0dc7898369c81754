import { useSession, useSessionState, useStore } from "@pressel/react";
import { useEffect, useRef } from "react";
import { choice } from "../preference.ts";

export const PRESENCES = ["here", "busy", "off-duty"] as const;

/** How one is there, as one says it of oneself on this device. */
export const presence = choice("presence", PRESENCES, "here");

/** Says it to the server, and again to each new session: a server that starts anew knows nothing of it. */
export function usePresence(): void {
  const session = useSession();
  const { self, link } = useSessionState();
  const chosen = useStore(presence);
  const told = useRef<string>("here");
  const isUp = link.phase === "up";
  useEffect(() => {
    if (!isUp || self === null) return;
    if (chosen === "here" && told.current === "here") return;
    told.current = chosen;
    void session.setPresence(chosen);
  }, [session, self, isUp, chosen]);
}
