import { ChevronLeft, Ear } from "lucide-react";
import { useState } from "react";
import { DeviceSelect } from "../devices/device-select.tsx";
import { VoiceTest } from "../devices/voice-test.tsx";
import { Button } from "../ui/button.tsx";
import { words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { StepScreen } from "./steps.tsx";

interface VoiceStepProps {
  readonly onReady: () => void;
  readonly onListen: () => void;
  readonly onBack: () => void;
}

/** One says something, sees whether it is loud enough, and hears oneself as the others will. */
export function VoiceStep({ onReady, onListen, onBack }: VoiceStepProps) {
  const [attempt, setAttempt] = useState(0);
  return (
    <StepScreen
      at={3}
      title={later.firstRun.saySomething}
      actions={
        <>
          <Button look="solid" className="min-h-14 rounded-row" onClick={onReady}>
            {later.firstRun.ready}
          </Button>
          <span className="flex flex-wrap justify-center gap-2">
            <Button look="ghost" onClick={() => setAttempt(attempt + 1)}>
              {later.firstRun.notHeard}
            </Button>
            <Button look="ghost" onClick={onListen}>
              <Ear className="size-5" aria-hidden />
              {words.firstRun.justListen}
            </Button>
            <Button look="ghost" onClick={onBack}>
              <ChevronLeft className="size-5 rtl:-scale-x-100" aria-hidden />
              {words.back}
            </Button>
          </span>
        </>
      }
    >
      <VoiceTest attempt={attempt} />
      {attempt > 0 && <p className="rounded-control bg-sunken px-4 py-3 text-s">{later.firstRun.tryOther}</p>}
      <DeviceSelect kind="microphone" />
      <DeviceSelect kind="speaker" />
    </StepScreen>
  );
}
