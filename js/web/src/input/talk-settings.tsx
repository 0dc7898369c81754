import { useStore } from "@pressel/react";
import { Segments } from "../ui/segments.tsx";
import { later } from "../words/later.ts";
import { KeysButton } from "./keys-button.tsx";
import { talkBy, WAYS } from "./talk-by.ts";

/** How the talk button is worked, and with what. */
export function TalkSettings() {
  return (
    <>
      <Segments
        label={later.hands.talkBy.label}
        value={useStore(talkBy)}
        options={WAYS.map((value) => ({ value, name: later.hands.talkBy[value] }))}
        onValue={(value) => talkBy.choose(value)}
      />
      <KeysButton className="justify-self-start" />
    </>
  );
}
