import { useEffect, useState } from "react";

/** Keeps the screen on while shown (Screen Wake Lock). Browsers let go of it with the page out of sight; it is asked for again. */
export function useWakeLock(): "asking" | "awake" | "refused" {
  const [state, setState] = useState<"asking" | "awake" | "refused">("asking");
  useEffect(() => {
    let isWanted = true;
    let held: WakeLockSentinel | null = null;
    const ask = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const lock = await navigator.wakeLock.request("screen");
        if (isWanted) held = lock;
        else await lock.release();
        setState("awake");
      } catch {
        // A low battery, or a policy; the one who looks is told.
        setState("refused");
      }
    };
    const again = () => void ask();
    document.addEventListener("visibilitychange", again);
    again();
    return () => {
      isWanted = false;
      document.removeEventListener("visibilitychange", again);
      void held?.release();
    };
  }, []);
  return state;
}
