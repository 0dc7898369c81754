import type { MicrophoneState } from "@pressel/client";
import { useSession, useSessionState } from "@pressel/react";
import { Check, ChevronLeft, Ear, Mic } from "lucide-react";
import { useRoute } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { StepScreen } from "./steps.tsx";

interface AskStepProps {
  readonly state: MicrophoneState;
  readonly onAsked: () => void;
  readonly onListen: () => void;
}

/** Why there is a microphone, who hears it and when; then the browser asks. */
export function AskStep({ state, onAsked, onListen }: AskStepProps) {
  const session = useSession();
  const isAsking = state === "asking";
  const ask = async () => {
    await session.openMicrophone();
    onAsked();
  };
  return (
    <StepScreen
      at={2}
      title={words.microphone.ask.word}
      above={
        <span className="mx-auto grid size-28 place-items-center rounded-full bg-knob text-on-knob inset-ring-[6px] inset-ring-sunken ring ring-edge">
          <Mic className="size-11" aria-hidden />
        </span>
      }
      actions={
        <>
          <Button look="solid" className="min-h-14 rounded-row" onClick={() => void ask()} aria-disabled={isAsking}>
            {isAsking ? later.firstRun.lookForQuestion : words.microphone.askNow}
          </Button>
          <Button look="ghost" onClick={onListen}>
            <Ear className="size-5" aria-hidden />
            {words.microphone.notNow}
          </Button>
          <Button look="ghost" onClick={() => void session.signOut()}>
            <ChevronLeft className="size-5 rtl:-scale-x-100" aria-hidden />
            {later.firstRun.otherName}
          </Button>
        </>
      }
    >
      <ul className="grid gap-4">
        {later.firstRun.promises.map((promise) => (
          <Tick key={promise}>{promise}</Tick>
        ))}
        <Tick>
          <WhoHears />
        </Tick>
      </ul>
    </StepScreen>
  );
}

/** Who will hear one: the channel of the link, or whoever is in the channel one talks on. */
function WhoHears() {
  const route = useRoute();
  const { channels } = useSessionState();
  const channel = route.screen === "channel" ? channels?.find(({ id }) => id === route.id) : undefined;
  return channel === undefined
    ? later.firstRun.whoHears
    : later.firstRun.whoHearsIn(channel.name, channel.member_count);
}

function Tick({ children }: { readonly children: React.ReactNode }) {
  return (
    <li className="flex gap-3">
      <Check className="mt-0.5 size-5 flex-none text-talk-text" aria-hidden />
      <span>{children}</span>
    </li>
  );
}
