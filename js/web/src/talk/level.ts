import { useEffect, useRef } from "react";

/** Nothing moves faster than 15 times a second. */
const FRAME_MS = 67;
/** Speech lies 10–50 dB under full scale; meters show that range. */
const FLOOR_DB = -50;
const CEILING_DB = -10;
const STILL_STEPS = 3;

/** A linear level 0–1 as the share of a meter, 0–1. */
export function meterShare(level: number): number {
  const decibel = 20 * Math.log10(Math.max(level, 1e-6));
  return Math.min(1, Math.max(0, (decibel - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
}

/** Calls `draw` with the meter's share while shown, without drawing React anew. Reduced motion gets three still steps. */
export function useLevel(level: () => number, draw: (share: number) => void): void {
  const latest = useRef({ level, draw });
  latest.current = { level, draw };
  useEffect(() => {
    const reduced = matchMedia("(prefers-reduced-motion: reduce)");
    const frame = () => {
      const share = meterShare(latest.current.level());
      latest.current.draw(reduced.matches ? Math.ceil(share * STILL_STEPS) / STILL_STEPS : share);
    };
    frame();
    const timer = setInterval(frame, FRAME_MS);
    return () => clearInterval(timer);
  }, []);
}
