import type { ChannelSnapshot } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useEffect, useState } from "react";

/** A press is drawn after so long at the latest: before that the answer mostly comes, and is drawn in its place. */
const DRAWN_MS_MAX = 20;

/**
 * Whether the button is to look held. Not in the press itself: a browser that has a frame to draw keeps back everything
 * else until it is drawn, the server's answer too.
 */
export function useDown(held: boolean, { floor }: ChannelSnapshot): boolean {
  const { clock } = useSession();
  const [isDue, setDue] = useState(false);
  const isAsking = held && floor.phase === "asking";
  useEffect(() => {
    if (!isAsking) return;
    const cancel = clock.after(DRAWN_MS_MAX, () => setDue(true));
    return () => {
      cancel();
      setDue(false);
    };
  }, [isAsking, clock]);
  return held && (!isAsking || isDue);
}
