import type { MicrophoneState } from "@pressel/client";
import { useSession } from "@pressel/react";
import { Ear, MicOff } from "lucide-react";
import { type RefObject, useEffect } from "react";
import { Button } from "../ui/button.tsx";
import { words } from "../words/current.ts";

type Ailment = keyof typeof words.microphone.help;

/** Where asking again can help. */
const CURABLE: readonly Ailment[] = ["refused", "busy"];

interface MicrophoneHelpProps {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly state: MicrophoneState;
}

/** Why there is no microphone, and what to do; closes by itself when there is one. */
export function MicrophoneHelp({ dialog, state }: MicrophoneHelpProps) {
  const session = useSession();
  const ailment = state in words.microphone.help ? (state as Ailment) : null;
  useEffect(() => {
    if (ailment === null) dialog.current?.close();
  }, [ailment, dialog]);
  const advice = words.microphone.help[ailment ?? "refused"];
  return (
    <dialog
      ref={dialog}
      aria-labelledby="mic-help"
      className="m-auto max-w-sm rounded-sheet border border-edge bg-surface p-6 text-ink"
    >
      <div className="grid justify-items-center gap-3 text-center">
        <MicOff className="size-10" aria-hidden />
        <h2 id="mic-help" className="text-xl leading-tight font-heavy">
          {advice.word}
        </h2>
        <p className="text-ink-2">{advice.next}</p>
        {ailment !== null && CURABLE.includes(ailment) && (
          <Button look="solid" className="mt-2 w-full" onClick={() => void session.openMicrophone()}>
            {words.microphone.retry}
          </Button>
        )}
        <Button look="ghost" className="w-full" onClick={() => dialog.current?.close()}>
          <Ear className="size-5" aria-hidden />
          {words.microphone.keepListening}
        </Button>
      </div>
    </dialog>
  );
}
