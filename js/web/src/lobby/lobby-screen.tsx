import type { SessionState } from "@pressel/client";
import { useSession, useSessionState, useStore, useTick } from "@pressel/react";
import { Settings, Shield } from "lucide-react";
import type { ReactNode } from "react";
import { adminPath, settingsPath } from "../route.ts";
import { secondsLeft } from "../time.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { LinkStatus } from "../ui/link-status.tsx";
import { Logo } from "../ui/logo.tsx";
import { Segments } from "../ui/segments.tsx";
import { SkipLink } from "../ui/skip-link.tsx";
import { words } from "../words/current.ts";
import { ChannelRow } from "./channel-row.tsx";
import { JoinCard } from "./join-card.tsx";
import { mutedUntil, mutes } from "./mutes.ts";
import { PRESENCES, presence } from "./presence.ts";
import { unheard } from "./use-unheard.ts";

const TICK_MS = 1_000;

/** Every channel one may enter: who talks where, and how many listen. */
export function LobbyScreen() {
  const session = useSessionState();
  useTick(session.link.retryAt === null ? null : TICK_MS);
  return (
    <>
      <SkipLink target="main">{words.skipToMain}</SkipLink>
      <LobbyBar session={session} />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid w-full max-w-[1180px] content-start gap-5 p-4 outline-none desk:grid-cols-[1fr_372px] desk:gap-6 desk:p-6"
      >
        <ChannelList session={session} />
        <div className="grid content-start gap-4">
          <JoinCard session={session} />
          <OnAirAs session={session} />
        </div>
      </main>
    </>
  );
}

function LobbyBar({ session }: { readonly session: SessionState }) {
  const name = session.you?.name ?? "";
  return (
    <header className="flex min-h-[60px] flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2 max-[359px]:gap-0 max-[359px]:px-3 desk:px-[max(1.5rem,calc((100%-1132px)/2))]">
      <Logo />
      <span className="flex-1" />
      <LinkStatus session={session} />
      {session.you?.admin && (
        <LinkButton look="ghost" href={adminPath} className="px-2" aria-label={words.admin.title}>
          <Shield className="size-5" aria-hidden />
          <span className="max-wide:hidden" aria-hidden>
            {words.admin.title}
          </span>
        </LinkButton>
      )}
      <LinkButton look="ghost" href={settingsPath} className="-me-2 px-2" aria-label={words.settings.open(name)}>
        <Settings className="size-5" aria-hidden />
        <span className="max-wide:hidden" aria-hidden>
          {words.settings.title}
        </span>
      </LinkButton>
    </header>
  );
}

function ChannelList({ session }: { readonly session: SessionState }) {
  const { channels } = session;
  const muted = useStore(mutes);
  const missed = useStore(unheard);
  const nowMs = Date.now();
  return (
    <section aria-labelledby="channels" className="grid content-start gap-2">
      <h1 id="channels" className="text-xl leading-tight font-heavy tracking-tight">
        {words.lobby.title}
      </h1>
      {channels === null && <Waiting session={session} />}
      {channels?.length === 0 && (
        <Empty title={words.lobby.empty}>
          {session.you?.admin ? words.lobby.emptyNextAdmin : words.lobby.emptyNext}
        </Empty>
      )}
      <ul className="grid gap-1.5">
        {channels?.map((channel) => (
          <ChannelRow
            key={channel.id}
            channel={channel}
            session={session}
            untilMs={mutedUntil(muted, channel.id, nowMs)}
            unheard={missed[channel.id]?.count ?? 0}
          />
        ))}
      </ul>
    </section>
  );
}

/** Before the channels are known: being fetched, or nobody answers and when it is tried again. */
function Waiting({ session: { link } }: { readonly session: SessionState }) {
  const session = useSession();
  if (link.phase === "up" || link.attempts === 0) return <p className="py-6 text-ink-2">{words.lobby.loading}</p>;
  const left = link.retryAt === null ? 0 : secondsLeft(link.retryAt - session.clock.now());
  return (
    <Empty title={words.lobby.unreachable}>
      {words.lobby.retry(left)}{" "}
      <Button className="mt-3" onClick={() => session.hurry()}>
        {words.lobby.retryNow}
      </Button>
    </Empty>
  );
}

function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="rounded-row border border-dashed border-edge px-4 py-6 text-center">
      <b className="block font-heavy">{title}</b>
      <span className="text-s text-ink-2">{children}</span>
    </div>
  );
}

function OnAirAs({ session: { you } }: { readonly session: SessionState }) {
  const session = useSession();
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4" aria-labelledby="on-air">
      <h2 id="on-air" className="text-l leading-tight font-heavy">
        {words.lobby.onAirAs}
      </h2>
      <div className="flex items-center gap-3">
        <Avatar name={you?.name ?? ""} me size="l" />
        <p className="min-w-0 flex-1 leading-tight">
          <span className="block truncate font-heavy">
            <bdi>{you?.name}</bdi>
          </span>
          <span className="block text-xs text-ink-2">
            {you?.guest ? `${words.guest} · ` : ""}
            {words.lobby.shownWhenYouTalk}
          </span>
        </p>
        {you?.guest && (
          <Button aria-label={words.lobby.editName} onClick={() => void session.signOut()}>
            {words.lobby.edit}
          </Button>
        )}
      </div>
      <Segments
        label={words.presence.label}
        isLabelHidden
        value={useStore(presence)}
        options={PRESENCES.map((value) => ({ value, name: words.presence.own[value] }))}
        onValue={(value) => presence.choose(value)}
      />
    </section>
  );
}
