import { buttonState, type Channel, type Restraint } from "@pressel/client";
import { useChannel, useSessionState, useStore } from "@pressel/react";
import { useRegions } from "../regions.ts";
import { lobbyPath } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { SkipLink } from "../ui/skip-link.tsx";
import { useLate } from "../ui/use-late.ts";
import { textFor, words } from "../words/current.ts";
import type { Advice } from "../words/en.ts";
import { ChannelBar } from "./channel-bar.tsx";
import { Dock } from "./dock.tsx";
import { History } from "./history.tsx";
import { LinkCard } from "./link-card.tsx";
import { MediaNotes } from "./media-notes.tsx";
import { ChannelStrip, OtherChannels } from "./other-channels.tsx";
import { PeoplePane } from "./people.tsx";
import { Reason, RestraintNote } from "./restraint-note.tsx";

/** One channel: what was said, who is here, and the talk button. */
export function ChannelScreen({ id }: { readonly id: string }) {
  const channel = useChannel(id);
  return channel && <OpenChannel channel={channel} />;
}

function OpenChannel({ channel }: { readonly channel: Channel }) {
  const snapshot = useStore(channel.store);
  const session = useSessionState();
  useRegions();
  // The talk button is drawn at once, what was said and who is here a frame later: whoever presses waits for the button alone.
  const view = useLate(snapshot.view);
  const { trouble, joined, floor } = snapshot;
  const name = view?.name ?? session.channels?.find((known) => known.id === channel.id)?.name ?? channel.id;
  const state = buttonState(snapshot, session);
  const isMyTurn = floor.phase === "turn";
  const isOut = trouble !== null && !joined;
  return (
    <div className="grid h-dvh min-h-[560px] grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr] overflow-hidden short:min-h-0 desk:grid-cols-[276px_minmax(0,1fr)_288px]">
      {!isOut && <SkipLink target="talk">{words.skipToTalk}</SkipLink>}
      <ChannelBar id={channel.id} name={name} view={view} isMyTurn={isMyTurn} session={session} />
      <nav
        data-region
        tabIndex={-1}
        className="hidden min-w-0 flex-col gap-2 overflow-y-auto border-e border-line bg-surface px-3 py-4 outline-none desk:flex"
        aria-label={words.channel.list}
      >
        <OtherChannels
          session={session}
          current={channel.id}
          place={floor.phase === "queued" ? floor.position : 0}
          isMyTurn={isMyTurn}
        />
        <LinkCard session={session} />
      </nav>
      {isOut ? (
        <Trouble code={trouble} restraint={snapshot.restraint} onReturn={() => void channel.join()} />
      ) : (
        <div className="grid min-h-0 min-w-0 grid-rows-[auto_1fr]">
          <ChannelStrip session={session} current={channel.id} />
          <main className="row-start-2 grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[1fr_auto_auto] short:grid-cols-[1fr_auto] short:grid-rows-[1fr_auto]">
            <History view={view} isRead={snapshot.historyRead} isMyTurn={isMyTurn} session={session} />
            <div className="grid gap-2 px-2 py-1 empty:hidden desk:px-4">
              <RestraintNote view={view} restraint={snapshot.restraint} self={session.self} />
              <MediaNotes session={session} canTalk={view?.rights.talk ?? false} />
            </div>
            <Dock channel={channel} snapshot={snapshot} state={state} session={session} />
          </main>
        </div>
      )}
      <PeoplePane view={view} session={session} channel={channel.id} isMyTurn={isMyTurn} />
    </div>
  );
}

interface TroubleProps {
  readonly code: string;
  readonly restraint: Restraint | null;
  readonly onReturn: () => void;
}

/** Why one is not in, in whose words, and what to do. */
function Trouble({ code, restraint, onReturn }: TroubleProps) {
  const { word, next } = textFor<Advice>(words.trouble, code);
  return (
    <main className="grid content-center justify-items-center gap-2 p-6 text-center">
      <h2 className="text-xl font-heavy">{word}</h2>
      <p className="text-ink-2">{next}</p>
      {restraint?.text && <Reason restraint={restraint} />}
      <span className="mt-3 flex flex-wrap justify-center gap-2">
        {code === "removed" && <Button onClick={onReturn}>{words.channel.goInAgain}</Button>}
        <LinkButton href={lobbyPath}>{words.channel.back}</LinkButton>
      </span>
    </main>
  );
}
