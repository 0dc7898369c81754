import { useSession, useSessionState, useStore } from "@pressel/react";
import { Mic } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Sheet, useOpenSheet } from "../ui/sheet.tsx";
import { words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { DeviceSelect } from "./device-select.tsx";
import { MicrophoneAdvice } from "./microphone-advice.tsx";

/** What one hears with and speaks into, as far as the browser lets one choose; what is plugged in or out shows at once. */
export function DeviceSheet({ onClose }: { readonly onClose: () => void }) {
  const { speakers } = useStore(useSession().devices.store);
  const sheet = useOpenSheet();
  return (
    <Sheet sheet={sheet} title={later.devices.title} onClose={onClose}>
      <div className="grid gap-5">
        <DeviceSelect kind="speaker" />
        <DeviceSelect kind="microphone" />
        <NoMicrophone />
        {speakers.length === 0 && <p className="text-s text-ink-2">{later.devices.noOutputs}</p>}
      </div>
    </Sheet>
  );
}

/** Microphones are listed once they were allowed. */
function NoMicrophone() {
  const session = useSession();
  const { microphones } = useStore(session.devices.store);
  const { microphone } = useSessionState().media;
  if (microphone === "unasked" || microphone === "asking") {
    return (
      <Button className="min-h-14 rounded-row" onClick={() => void session.openMicrophone()}>
        <Mic className="size-5" aria-hidden />
        {words.microphone.askNow}
      </Button>
    );
  }
  return microphone === "ready" && microphones.length > 0 ? null : <MicrophoneAdvice state={microphone} />;
}
