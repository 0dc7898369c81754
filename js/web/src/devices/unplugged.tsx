import { useSession, useSessionState } from "@pressel/react";
import { useEffect, useRef, useState } from "react";
import { useAnnouncer } from "../announcer.tsx";
import { words } from "../words/current.ts";

const SHOWN_MS = 6_000;

/** Says for a while that the microphone went, which ended the talk, and that another one took its place. */
export function Unplugged() {
  const { clock } = useSession();
  const { microphone } = useSessionState().media;
  const announcer = useAnnouncer();
  const was = useRef(microphone);
  const isLost = useRef(false);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (was.current === "ready" && microphone === "missing") isLost.current = true;
    was.current = microphone;
    if (!isLost.current || microphone !== "ready") return;
    isLost.current = false;
    const { word, next } = words.microphone.unplugged;
    announcer.say(`${word}. ${next}`, "alert");
    setShown(true);
    return clock.after(SHOWN_MS, () => setShown(false));
  }, [announcer, clock, microphone]);
  if (!isShown) return null;
  const { word, next } = words.microphone.unplugged;
  return (
    <aside
      aria-label={word}
      className="fixed inset-x-0 top-3 z-20 mx-auto w-fit max-w-[min(28rem,calc(100%-1.5rem))] rounded-row border-[1.5px] border-ink bg-surface px-4 py-3 text-s shadow-lift"
    >
      <b className="block font-heavy">{word}</b>
      <span className="text-ink-2">{next}</span>
    </aside>
  );
}
