import type { SessionState } from "@pressel/client";
import { rowState, whoTalks } from "../lobby/channel-row.tsx";
import { channelPath } from "../route.ts";
import { MiniRing } from "../talk/mini-ring.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";

const MARKED = "border-[2.5px] border-ink bg-raised p-[3px]";
const PLAIN = "border border-line bg-bg p-1 hover:border-edge";

interface OtherChannelsProps {
  readonly session: SessionState;
  readonly current: string;
}

interface AllChannelsProps extends OtherChannelsProps {
  /** In the present channel it is one's turn, and one has not taken it. */
  readonly isMyTurn: boolean;
}

/** The way to the other channels, and whether somebody talks there. */
export const OtherChannels = steady(({ session, current, isMyTurn }: AllChannelsProps) => {
  return (
    <>
      <h2 className="text-xs font-strong text-ink-2">{words.channel.list}</h2>
      <ul className="grid gap-2">
        {session.channels?.map((channel) => (
          <li key={channel.id} className={`rounded-row ${channel.id === current ? MARKED : PLAIN}`}>
            <ChannelLink
              channel={channel}
              session={session}
              isCurrent={channel.id === current}
              isMyTurn={isMyTurn && channel.id === current}
            />
          </li>
        ))}
      </ul>
    </>
  );
});

/** The other channels side by side, for narrow screens; on the narrowest their rings alone. */
export const ChannelStrip = steady(({ session, current }: OtherChannelsProps) => {
  const others = session.channels?.filter(({ id }) => id !== current) ?? [];
  if (others.length === 0) return null;
  return (
    <nav
      data-region
      tabIndex={-1}
      className="border-b border-line bg-surface outline-none desk:hidden short:hidden"
      aria-label={words.channel.list}
    >
      <ul className="flex gap-2 overflow-x-auto px-2 py-1.5">
        {others.map((channel) => (
          <li key={channel.id} className={`max-w-36 min-w-0 flex-none rounded-row ${PLAIN}`}>
            <ChannelLink channel={channel} session={session} isCurrent={false} isMyTurn={false} />
          </li>
        ))}
      </ul>
    </nav>
  );
});

interface ChannelLinkProps {
  readonly channel: NonNullable<SessionState["channels"]>[number];
  readonly session: SessionState;
  readonly isCurrent: boolean;
  readonly isMyTurn: boolean;
}

function ChannelLink({ channel, session, isCurrent, isMyTurn }: ChannelLinkProps) {
  const isTalkOn = channel.talker != null && session.link.phase === "up";
  return (
    <a
      href={channelPath(channel.id)}
      aria-current={isCurrent ? "page" : undefined}
      className="flex min-h-12 items-center gap-2 rounded-control pe-2 max-[359px]:pe-0"
    >
      <MiniRing state={isMyTurn ? "turn" : rowState(channel, session)} name={channel.name} />
      <span className="min-w-0 flex-1 leading-tight max-[359px]:sr-only">
        <span className="block truncate text-s font-heavy">
          <bdi>{channel.name}</bdi>
        </span>
        <span className="block truncate text-xs text-ink-2">
          {isMyTurn ? words.button.turn : null}
          {!isMyTurn && (isTalkOn && channel.talker ? whoTalks(channel.talker, session) : words.lobby.quiet)}
        </span>
      </span>
    </a>
  );
}
