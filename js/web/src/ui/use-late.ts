import { useEffect, useRef, useState } from "react";

/** Where nothing is painted, as in a hidden page, it comes after so long. */
const LATE_MS_MAX = 100;

/** The value as it was when the last frame was painted; the newest comes in the task after the next frame. */
export function useLate<T>(value: T): T {
  const [late, setLate] = useState(value);
  const newest = useRef(value);
  newest.current = value;
  const isBehind = !Object.is(late, value);
  // Once for all that comes meanwhile: news that never ends would else put it off for ever.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was late a moment ago may be so again
  useEffect(() => {
    if (!isBehind) return;
    const show = () => setLate(newest.current);
    let timer = setTimeout(show, LATE_MS_MAX);
    const frame = requestAnimationFrame(() => {
      clearTimeout(timer);
      timer = setTimeout(show);
    });
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, [isBehind, late]);
  return late;
}
