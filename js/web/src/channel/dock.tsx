import { type ButtonState, type Channel, type ChannelSnapshot, type SessionState, TALK_BUTTON } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useRef } from "react";
import { KeysButton } from "../input/keys-button.tsx";
import { useHands } from "../input/use-hands.ts";
import { DockActions } from "../talk/dock-actions.tsx";
import { TalkButton } from "../talk/talk-button.tsx";
import { Meter, type MeterColour } from "../ui/meter.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";
import { MicrophoneHelp } from "./microphone-help.tsx";

interface DockProps {
  readonly channel: Channel;
  readonly snapshot: ChannelSnapshot;
  readonly state: ButtonState;
  readonly session: SessionState;
}

/** Where the thumb rests: the talk button, which never changes place, and the level of whoever is heard. */
export const Dock = steady(({ channel, snapshot, state, session: { media } }: DockProps) => {
  const session = useSession();
  const area = useRef<HTMLElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const hands = useHands(channel);
  const isLive = TALK_BUTTON[state].filled;
  return (
    <section
      ref={area}
      id="talk"
      tabIndex={-1}
      aria-label={words.channel.talk}
      className="grid touch-none justify-items-center gap-3 rounded-t-[28px] border-t border-line bg-surface px-3 pt-4 pb-[calc(1rem+env(safe-area-inset-bottom))] shadow-lift outline-none select-none desk:grid-cols-[1fr_auto_1fr] desk:items-center desk:rounded-none desk:px-5 desk:shadow-none short:col-start-2 short:row-span-2 short:row-start-1 short:grid-flow-col short:items-center short:gap-3 short:overflow-y-auto short:py-2 short:[align-content:safe_center] short:rounded-none short:border-s short:border-t-0 short:px-3"
    >
      <div className="hidden justify-items-start gap-1 justify-self-start text-s text-ink-2 desk:grid">
        <p>
          <kbd className="rounded-[5px] border border-b-[2.5px] border-edge bg-raised px-2 py-px font-mono text-[0.8125rem] text-ink">
            {words.channel.space}
          </kbd>{" "}
          {words.channel.holdKey}
        </p>
        <KeysButton className="-ms-4" />
      </div>
      <div className="grid justify-items-center gap-4">
        <TalkButton
          channel={channel}
          snapshot={snapshot}
          state={state}
          hands={hands}
          area={area}
          onMicrophoneHelp={() => help.current?.showModal()}
          className="size-[min(284px,40dvh,80vw)] desk:size-[min(284px,44dvh)] short:size-[min(260px,58dvh,32vw)]"
        />
        <Meter colour={meterColour(state)} level={isLive ? () => session.uplinkLevel() : () => channel.level()} />
      </div>
      <DockActions
        snapshot={snapshot}
        hands={hands}
        className="w-full max-w-md short:w-32 desk:w-auto desk:justify-self-end"
      />
      <MicrophoneHelp dialog={help} state={media.microphone} />
    </section>
  );
});

/** That of the disc above it, or of whoever is heard. */
function meterColour(state: ButtonState): MeterColour | null {
  if (state === "alarm") return "alarm";
  if (TALK_BUTTON[state].filled) return "talk";
  return state === "hear" ? "hear" : null;
}
