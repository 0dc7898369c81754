import type { MicrophoneState } from "@pressel/client";
import { words } from "../words/current.ts";

/** Why there is no microphone, and what to do. */
export function MicrophoneAdvice({ state }: { readonly state: MicrophoneState }) {
  const { help } = words.microphone;
  const advice = state === "missing" || state === "busy" || state === "insecure" ? help[state] : help.refused;
  return (
    <p className="text-s">
      <b className="block font-heavy">{advice.word}</b>
      <span className="text-ink-2">{advice.next}</span>
    </p>
  );
}
