import type { SessionState } from "@pressel/client";
import { useSession, useStore } from "@pressel/react";
import { introduction } from "../entry/introduction.ts";
import { Button } from "../ui/button.tsx";
import { Note } from "../ui/note.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";

interface MediaNotesProps {
  readonly session: SessionState;
  readonly canTalk: boolean;
}

/** What stands between this page and sound, one thing at a time: silence first, then the microphone. */
export const MediaNotes = steady(({ session: { media }, canTalk }: MediaNotesProps) => {
  const session = useSession();
  const isDeclined = useStore(introduction) === "listening";
  return (
    <>
      {media.soundBlocked ? (
        <Note advice={words.sound}>
          <Button look="solid" onClick={() => session.turnSoundOn()}>
            {words.sound.action}
          </Button>
        </Note>
      ) : (
        media.microphone === "unasked" &&
        canTalk &&
        !isDeclined && (
          <Note advice={words.microphone.ask}>
            <Button look="solid" onClick={() => void session.openMicrophone()}>
              {words.microphone.askNow}
            </Button>
            <Button look="ghost" onClick={() => introduction.choose("listening")}>
              {words.microphone.notNow}
            </Button>
          </Note>
        )
      )}
    </>
  );
});
