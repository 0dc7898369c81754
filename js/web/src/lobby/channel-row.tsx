import type { ChannelSummary, SessionState, Talker } from "@pressel/client";
import { useSession, useTick } from "@pressel/react";
import { Ear, Headphones } from "lucide-react";
import type { ReactNode } from "react";
import { channelPath } from "../route.ts";
import { MiniRing, type MiniState } from "../talk/mini-ring.tsx";
import { clock, timeOfDay } from "../time.ts";
import { Chip } from "../ui/chip.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";
import { MuteButton } from "./mute-button.tsx";
import { UnheardBadge } from "./unheard-badge.tsx";

const WASHES = {
  offline: "border-dashed border-edge bg-transparent",
  muted: "border-line bg-transparent",
  quiet: "border-line bg-surface",
  hear: "border-hear bg-hear-wash",
  talk: "border-talk bg-talk-wash",
  turn: "border-queue bg-queue-wash",
  alarm: "border-alarm bg-alarm-wash",
} as const;
/** Running clocks of who talks. */
const TICK_MS = 1_000;
const TEXTS = {
  hear: "text-hear-text",
  talk: "text-talk-text",
  turn: "text-queue-text",
  alarm: "text-alarm-text",
} as const;

interface RowProps {
  readonly channel: ChannelSummary;
  readonly session: SessionState;
}

interface ChannelRowProps extends RowProps {
  /** Muted until then, Unix ms; `null` while it is heard. */
  readonly untilMs: number | null;
  /** How often somebody talked here and was not heard. */
  readonly unheard: number;
}

/** One channel of the lobby; the whole row is the way in, beside it the way to silence it. */
export const ChannelRow = steady(Row, (before, after) => {
  // Every word about any channel makes a new session; a row shows its own channel, who one is, and the link.
  const [old, now] = [before.session, after.session];
  const isHere = old.self === now.self && old.link === now.link;
  const isCounted = before.untilMs === after.untilMs && before.unheard === after.unheard;
  return isHere && isCounted && before.channel === after.channel;
});

function Row({ channel, session, untilMs, unheard }: ChannelRowProps) {
  const isOffline = session.link.phase !== "up";
  const state = rowState(channel, session);
  const look = isOffline ? "offline" : untilMs !== null && state === "quiet" ? "muted" : state;
  return (
    <li
      className={`flex min-h-[72px] items-center gap-2 rounded-row border pe-2 wide:pe-3 ${WASHES[look]}`}
      data-testid={`channel-${channel.id}`}
    >
      <a
        href={channelPath(channel.id)}
        className="flex min-w-0 flex-1 items-center gap-3 self-stretch rounded-row py-1 ps-3 wide:ps-4"
      >
        <MiniRing state={state} name={channel.name} />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 leading-tight font-heavy">
            <bdi>{channel.name}</bdi>
            <Badges channel={channel} />
          </span>
          {isOffline ? (
            <LastSeen lostAt={session.link.lostAt} />
          ) : (
            <WhoTalks channel={channel} session={session} untilMs={untilMs} />
          )}
        </span>
        <span className="flex flex-col items-end gap-1 wide:flex-row wide:items-center wide:gap-3">
          <UnheardBadge count={unheard} />
          <span className="inline-flex items-center gap-1.5 text-s text-ink-2 num">
            <Headphones className="size-4" aria-hidden />
            {channel.member_count}
            <span className="sr-only"> {words.lobby.listening}</span>
          </span>
        </span>
      </a>
      <MuteButton channel={channel} untilMs={untilMs} />
    </li>
  );
}

/** What is not as usual here. */
function Badges({ channel: { rights, mode } }: { readonly channel: ChannelSummary }) {
  return (
    <>
      {mode !== "ptt" && <Chip>{words.modes[mode].name}</Chip>}
      {!rights.talk && (
        <Chip>
          <Ear className="size-3.5" aria-hidden />
          {words.lobby.listenOnly}
        </Chip>
      )}
    </>
  );
}

function Line({ children }: { readonly children: ReactNode }) {
  return <span className="block text-s leading-snug text-ink-2">{children}</span>;
}

function LastSeen({ lostAt }: { readonly lostAt: number | null }) {
  const session = useSession();
  const awayMs = lostAt === null ? 0 : session.clock.now() - lostAt;
  return <Line>{words.lobby.lastSeen(timeOfDay(Date.now() - awayMs))}</Line>;
}

function WhoTalks({ channel, session, untilMs }: Omit<ChannelRowProps, "unheard">) {
  useTick(channel.talker == null ? null : TICK_MS);
  const nowMs = useSession().serverNowMs();
  const { talker, last_burst_at_ms: lastAt, queue_length = 0 } = channel;
  const line = queue_length > 0 && <Line>{words.channel.waiting(queue_length)}</Line>;
  if (talker == null) {
    const quiet = lastAt == null ? words.lobby.quiet : words.lobby.lastHeard(timeOfDay(lastAt));
    return (
      <>
        <Line>{untilMs === null ? quiet : words.mute.until(timeOfDay(untilMs))}</Line>
        {line}
      </>
    );
  }
  const state = rowState(channel, session);
  return (
    <>
      <Line>
        <b className={`font-heavy ${state === "quiet" ? "" : TEXTS[state]}`}>{whoTalks(talker, session)}</b>{" "}
        <span className="num whitespace-nowrap">· {clock(nowMs - talker.since_at_ms)}</span>
      </Line>
      {line}
      {untilMs !== null && <Line>{words.mute.until(timeOfDay(untilMs))}</Line>}
    </>
  );
}

/** Who has the floor, in a few words. */
export function whoTalks({ member, name, tier }: Talker, { self }: SessionState): string {
  if (tier === "emergency") return words.hands.alarmBy(name);
  return member === self ? words.lobby.youTalk : words.lobby.isTalking(name);
}

/** What a channel's ring shows; nothing is known over a lost link. */
export function rowState({ talker }: ChannelSummary, { self, link }: SessionState): MiniState {
  if (talker == null || link.phase !== "up") return "quiet";
  if (talker.tier === "emergency") return "alarm";
  return talker.member === self ? "talk" : "hear";
}
