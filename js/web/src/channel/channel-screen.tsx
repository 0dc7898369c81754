import { buttonState, type Channel, type ChannelSnapshot, type SessionState } from "@pressel/client";
import { useChannel, useSessionState, useStore } from "@pressel/react";
import { ChevronLeft } from "lucide-react";
import { lobbyPath } from "../route.ts";
import { LinkStatus } from "../ui/link-status.tsx";
import { SkipLink } from "../ui/skip-link.tsx";
import { textFor, words } from "../words/current.ts";
import type { Advice } from "../words/en.ts";
import { Dock } from "./dock.tsx";
import { History } from "./history.tsx";
import { LinkCard } from "./link-card.tsx";
import { MediaNotes } from "./media-notes.tsx";
import { OtherChannels } from "./other-channels.tsx";
import { People, PeopleSheet } from "./people.tsx";

/** One channel: what was said, who is here, and the talk button. */
export function ChannelScreen({ id }: { readonly id: string }) {
  const channel = useChannel(id);
  return channel && <OpenChannel channel={channel} />;
}

function OpenChannel({ channel }: { readonly channel: Channel }) {
  const snapshot = useStore(channel.store);
  const session = useSessionState();
  const { view, trouble, joined } = snapshot;
  const name = view?.name ?? session.channels?.find((known) => known.id === channel.id)?.name ?? channel.id;
  const state = buttonState(snapshot, session);
  return (
    <div className="grid h-dvh min-h-[560px] grid-rows-[auto_1fr] overflow-hidden short:min-h-0 desk:grid-cols-[276px_1fr_288px]">
      <SkipLink target="talk">{words.skipToTalk}</SkipLink>
      <ChannelBar name={name} snapshot={snapshot} session={session} />
      <nav
        className="hidden min-w-0 flex-col gap-2 overflow-y-auto border-e border-line bg-surface px-3 py-4 desk:flex"
        aria-label={words.channel.list}
      >
        <OtherChannels session={session} current={channel.id} />
        <LinkCard session={session} />
      </nav>
      {trouble !== null && !joined ? (
        <Trouble code={trouble} />
      ) : (
        <main className="grid min-h-0 min-w-0 grid-rows-[1fr_auto_auto] short:grid-cols-[1fr_auto] short:grid-rows-[1fr_auto]">
          <History snapshot={snapshot} session={session} />
          <MediaNotes session={session} canTalk={view?.rights.talk ?? false} />
          <Dock channel={channel} snapshot={snapshot} state={state} session={session} />
        </main>
      )}
      <aside
        className="hidden min-w-0 flex-col gap-2 overflow-y-auto border-s border-line bg-surface px-3 py-4 desk:flex"
        aria-labelledby="people"
      >
        <People view={view} session={session} headingId="people" />
      </aside>
    </div>
  );
}

interface ChannelBarProps {
  readonly name: string;
  readonly snapshot: ChannelSnapshot;
  readonly session: SessionState;
}

function ChannelBar({ name, snapshot, session }: ChannelBarProps) {
  return (
    <header className="col-span-full flex min-h-[60px] items-center gap-1 border-b border-line bg-surface px-1 py-2 pe-4 desk:px-3">
      <a
        href={lobbyPath}
        className="grid size-11 flex-none place-items-center rounded-control hover:bg-sunken"
        aria-label={words.channel.back}
      >
        <ChevronLeft className="size-5 rtl:-scale-x-100" aria-hidden />
      </a>
      <div className="min-w-0 flex-1 desk:flex desk:items-center desk:gap-3">
        <h1 className="truncate text-l leading-tight font-heavy">
          <bdi>{name}</bdi>
        </h1>
        <PeopleSheet view={snapshot.view} session={session} />
      </div>
      <span className="desk:hidden">
        <LinkStatus session={session} />
      </span>
    </header>
  );
}

function Trouble({ code }: { readonly code: string }) {
  const { word, next } = textFor<Advice>(words.trouble, code);
  return (
    <main className="grid content-center justify-items-center gap-2 p-6 text-center">
      <h2 className="text-xl font-heavy">{word}</h2>
      <p className="text-ink-2">{next}</p>
      <a href={lobbyPath} className="mt-3 rounded-control border-[1.5px] border-edge bg-raised px-4 py-3 font-strong">
        {words.channel.back}
      </a>
    </main>
  );
}
