import type { MicrophoneState } from "@pressel/client";
import { useSession } from "@pressel/react";
import { CircleHelp, Ear, MicOff } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { words } from "../words/current.ts";
import { StepScreen } from "./steps.tsx";

/** Where asking again can help. */
const CURABLE: readonly MicrophoneState[] = ["refused", "busy"];

/** Why there is no microphone, what to do, and that one may listen all the same. */
export function MicrophoneTrouble({
  state,
  onListen,
}: {
  readonly state: MicrophoneState;
  readonly onListen: () => void;
}) {
  const session = useSession();
  const { help } = words.microphone;
  const advice = state === "missing" || state === "busy" || state === "insecure" ? help[state] : help.refused;
  return (
    <StepScreen
      at={2}
      title={advice.word}
      above={
        <span className="mx-auto grid size-28 place-items-center rounded-full border-4 border-dashed border-edge">
          <MicOff className="size-11" aria-hidden />
        </span>
      }
      actions={
        <>
          {CURABLE.includes(state) && (
            <Button look="solid" className="min-h-14 rounded-row" onClick={() => void session.openMicrophone()}>
              {words.microphone.retry}
            </Button>
          )}
          <Button look="ghost" onClick={onListen}>
            <Ear className="size-5" aria-hidden />
            {words.microphone.keepListening}
          </Button>
        </>
      }
    >
      {state === "refused" ? <AllowSteps /> : <p className="text-center text-ink-2">{advice.next}</p>}
    </StepScreen>
  );
}

function AllowSteps() {
  return (
    <>
      <Numbered steps={words.microphone.allowSteps} />
      <p className="flex gap-3 rounded-control bg-sunken px-4 py-3 text-s">
        <CircleHelp className="mt-px size-5 flex-none" aria-hidden />
        {words.microphone.stillOff}
      </p>
    </>
  );
}

/** Things to do one after the other. */
export function Numbered({ steps }: { readonly steps: readonly string[] }) {
  return (
    <ol className="grid gap-3">
      {steps.map((step, index) => (
        <li key={step} className="flex items-start gap-3 font-strong">
          <span className="num grid size-7 flex-none place-items-center rounded-full bg-ink text-s text-bg" aria-hidden>
            {index + 1}
          </span>
          <span className="pt-0.5">{step}</span>
        </li>
      ))}
    </ol>
  );
}
