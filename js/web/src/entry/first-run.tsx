import type { MicrophoneState } from "@pressel/client";
import { useSessionState } from "@pressel/react";
import { useState } from "react";
import { AskStep } from "./ask-step.tsx";
import { introduction } from "./introduction.ts";
import { MicrophoneTrouble } from "./microphone-trouble.tsx";
import { VoiceStep } from "./voice-step.tsx";

/** Where the browser has not yet said yes or no. */
const UNANSWERED: readonly MicrophoneState[] = ["unasked", "asking"];

/** From the name to the first word: the microphone explained and asked for, then one's own voice heard. */
export function FirstRun() {
  const { microphone } = useSessionState().media;
  const [isBack, setBack] = useState(false);
  const listen = () => introduction.choose("listening");
  if (UNANSWERED.includes(microphone) || isBack) {
    return <AskStep state={microphone} onListen={listen} onAsked={() => setBack(false)} />;
  }
  if (microphone === "ready") {
    return <VoiceStep onReady={() => introduction.choose("done")} onListen={listen} onBack={() => setBack(true)} />;
  }
  return <MicrophoneTrouble state={microphone} onListen={listen} />;
}
