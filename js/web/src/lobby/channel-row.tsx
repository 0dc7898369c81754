import type { ChannelSummary, SessionState } from "@pressel/client";
import { useSession } from "@pressel/react";
import { Ear, Headphones } from "lucide-react";
import { channelPath } from "../route.ts";
import { MiniRing } from "../talk/mini-ring.tsx";
import { clock, timeOfDay } from "../time.ts";
import { Chip } from "../ui/chip.tsx";
import { words } from "../words/current.ts";

const WASHES = {
  offline: "border-dashed border-edge bg-transparent",
  quiet: "border-line bg-surface",
  hear: "border-hear bg-hear-wash",
  talk: "border-talk bg-talk-wash",
} as const;

/** One channel of the lobby; the whole row is the way in. */
export function ChannelRow({ channel, session }: { readonly channel: ChannelSummary; readonly session: SessionState }) {
  const isOffline = session.link.phase !== "up";
  const state = rowState(channel, session);
  return (
    <li className={`rounded-row border ${WASHES[isOffline ? "offline" : state]}`} data-testid={`channel-${channel.id}`}>
      <a
        href={channelPath(channel.id)}
        className="flex min-h-[72px] items-center gap-3 rounded-row px-3 py-1 wide:px-4"
      >
        <MiniRing state={state} name={channel.name} />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 leading-tight font-heavy">
            <bdi>{channel.name}</bdi>
            {!channel.rights.talk && (
              <Chip>
                <Ear className="size-3.5" aria-hidden />
                {words.lobby.listenOnly}
              </Chip>
            )}
          </span>
          {isOffline ? <LastSeen lostAt={session.link.lostAt} /> : <WhoTalks channel={channel} session={session} />}
        </span>
        <span className="inline-flex items-center gap-1.5 text-s text-ink-2 num">
          <Headphones className="size-4" aria-hidden />
          {channel.member_count}
          <span className="sr-only"> {words.lobby.listening}</span>
        </span>
      </a>
    </li>
  );
}

const LINE = "block text-s leading-snug text-ink-2";

function LastSeen({ lostAt }: { readonly lostAt: number | null }) {
  const session = useSession();
  const awayMs = lostAt === null ? 0 : session.clock.now() - lostAt;
  return <span className={LINE}>{words.lobby.lastSeen(timeOfDay(Date.now() - awayMs))}</span>;
}

function WhoTalks({ channel, session }: { readonly channel: ChannelSummary; readonly session: SessionState }) {
  const nowMs = useSession().serverNowMs();
  const { talker, last_burst_at_ms: lastAt } = channel;
  if (talker == null) {
    return (
      <span className={LINE}>{lastAt == null ? words.lobby.quiet : words.lobby.lastHeard(timeOfDay(lastAt))}</span>
    );
  }
  const isMine = talker.member === session.self;
  return (
    <span className={LINE}>
      <b className={`font-heavy ${isMine ? "text-talk-text" : "text-hear-text"}`}>
        {isMine ? words.lobby.youTalk : words.lobby.isTalking(talker.name)}
      </b>{" "}
      <span className="num">· {clock(nowMs - talker.since_at_ms)}</span>
    </span>
  );
}

/** What a channel's ring shows; nothing is known over a lost link. */
export function rowState({ talker }: ChannelSummary, { self, link }: SessionState): "quiet" | "hear" | "talk" {
  if (talker == null || link.phase !== "up") return "quiet";
  return talker.member === self ? "talk" : "hear";
}
