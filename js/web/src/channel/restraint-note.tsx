import type { ChannelView, Restraint } from "@pressel/client";
import { useEffect, useState } from "react";
import { useAnnouncer } from "../announcer.tsx";
import { Button } from "../ui/button.tsx";
import { Note } from "../ui/note.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";

interface RestraintNoteProps {
  readonly view: ChannelView | null;
  readonly restraint: Restraint | null;
  readonly self: string | null;
}

/** What a host did to oneself while one stays, in the host's own words. */
export const RestraintNote = steady(({ view, restraint, self }: RestraintNoteProps) => {
  const announcer = useAnnouncer();
  const [read, setRead] = useState<Restraint | null>(null);
  const isMuted = view?.members.find(({ id }) => id === self)?.muted ?? false;
  const what = isMuted ? "muted" : restraint?.what === "unmuted" && restraint !== read ? "unmuted" : null;
  // That one was muted is said by the button, which shows it too.
  const sentence = what === "unmuted" ? `${words.restraint.unmuted.word}. ${words.restraint.unmuted.next}` : null;
  useEffect(() => {
    if (sentence !== null) announcer.say(sentence, "status");
  }, [announcer, sentence]);
  if (what === null) return null;
  return (
    <Note advice={words.restraint[what]}>
      {restraint?.text && <Reason restraint={restraint} />}
      {what === "unmuted" && <Button onClick={() => setRead(restraint)}>{words.close}</Button>}
    </Note>
  );
});

/** Why, as the host said it. */
export function Reason({ restraint: { by, text } }: { readonly restraint: Restraint }) {
  return <p className="text-s">{words.restraint.reason(by ?? words.someone, text ?? "")}</p>;
}
