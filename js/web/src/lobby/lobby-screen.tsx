import type { SessionState } from "@pressel/client";
import { useSessionState, useTick } from "@pressel/react";
import { Avatar } from "../ui/avatar.tsx";
import { LinkStatus } from "../ui/link-status.tsx";
import { Logo } from "../ui/logo.tsx";
import { SkipLink } from "../ui/skip-link.tsx";
import { words } from "../words/current.ts";
import { ChannelRow } from "./channel-row.tsx";

const TICK_MS = 1_000;

/** Every channel one may enter: who talks where, and how many listen. */
export function LobbyScreen() {
  const session = useSessionState();
  const isTalkOn = session.channels?.some((channel) => channel.talker != null) ?? false;
  useTick(isTalkOn ? TICK_MS : null);
  return (
    <>
      <SkipLink target="main">{words.skipToMain}</SkipLink>
      <header className="flex min-h-[60px] items-center gap-3 border-b border-line bg-surface px-4 py-2 desk:px-[max(1.5rem,calc((100%-1132px)/2))]">
        <Logo />
        <span className="flex-1" />
        <LinkStatus session={session} />
        <span className="wide:hidden">
          <Avatar name={session.you?.name ?? ""} me size="s" />
        </span>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-[1180px] content-start gap-5 p-4 outline-none desk:grid-cols-[1fr_372px] desk:gap-6 desk:p-6"
      >
        <ChannelList session={session} />
        <OnAirAs session={session} />
      </main>
    </>
  );
}

function ChannelList({ session }: { readonly session: SessionState }) {
  const { channels } = session;
  return (
    <section aria-labelledby="channels" className="grid content-start gap-2">
      <h1 id="channels" className="text-xl leading-tight font-heavy tracking-tight">
        {words.lobby.title}
      </h1>
      {channels === null && <p className="py-6 text-ink-2">{words.lobby.loading}</p>}
      {channels?.length === 0 && (
        <p className="rounded-row border border-dashed border-edge px-4 py-6 text-center">
          <b className="block font-heavy">{words.lobby.empty}</b>
          <span className="text-s text-ink-2">{words.lobby.emptyNext}</span>
        </p>
      )}
      <ul className="grid gap-1.5">
        {channels?.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} session={session} />
        ))}
      </ul>
    </section>
  );
}

function OnAirAs({ session: { you } }: { readonly session: SessionState }) {
  return (
    <aside
      className="grid content-start gap-3 self-start rounded-card border border-line bg-surface p-4"
      aria-labelledby="on-air"
    >
      <h2 id="on-air" className="text-l leading-tight font-heavy">
        {words.lobby.onAirAs}
      </h2>
      <div className="flex items-center gap-3">
        <Avatar name={you?.name ?? ""} me size="l" />
        <p className="min-w-0 leading-tight">
          <bdi className="block truncate font-heavy">{you?.name}</bdi>
          <span className="block text-xs text-ink-2">
            {you?.guest ? `${words.guest} · ` : ""}
            {words.lobby.shownWhenYouTalk}
          </span>
        </p>
      </div>
    </aside>
  );
}
