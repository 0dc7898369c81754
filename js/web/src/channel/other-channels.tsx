import type { SessionState } from "@pressel/client";
import { useStore } from "@pressel/react";
import { ListOrdered } from "lucide-react";
import { rowState, whoTalks } from "../lobby/channel-row.tsx";
import { UnheardBadge } from "../lobby/unheard-badge.tsx";
import { unheard } from "../lobby/use-unheard.ts";
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
  /** One's own place in the present channel's line, 1 is next; 0 outside it. */
  readonly place: number;
  /** In the present channel it is one's turn, and one has not taken it. */
  readonly isMyTurn: boolean;
}

/** The way to the other channels, and whether somebody talks there. */
export const OtherChannels = steady(({ session, current, place, isMyTurn }: AllChannelsProps) => {
  const missed = useStore(unheard);
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
              place={channel.id === current ? place : 0}
              unheard={missed[channel.id]?.count ?? 0}
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
  const missed = useStore(unheard);
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
          <li key={channel.id} className={`relative max-w-40 min-w-0 flex-none rounded-row ${PLAIN}`}>
            <ChannelLink
              channel={channel}
              session={session}
              isCurrent={false}
              isMyTurn={false}
              place={0}
              unheard={missed[channel.id]?.count ?? 0}
              badge="absolute -end-1.5 -top-1"
            />
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
  readonly place: number;
  readonly unheard: number;
  /** Where the number of what was not heard stands. */
  readonly badge?: string;
}

function ChannelLink(props: ChannelLinkProps) {
  const { channel, session, isCurrent, isMyTurn, place, unheard, badge = "" } = props;
  const isUp = session.link.phase === "up";
  const talker = isUp ? channel.talker : null;
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
        <span className="flex items-center gap-1.5 text-xs text-ink-2">
          <span className="min-w-0 truncate">
            {isMyTurn && words.button.turn}
            {!isMyTurn && (talker ? whoTalks(talker, session) : words.lobby.quiet)}
          </span>
          {isUp && !isMyTurn && <Line length={channel.queue_length ?? 0} place={place} />}
        </span>
      </span>
      <UnheardBadge isShort count={unheard} className={badge} />
    </a>
  );
}

/** How many wait, or where one waits oneself. */
function Line({ length, place }: { readonly length: number; readonly place: number }) {
  if (place > 0) return <span className="flex-none font-strong text-queue-text"> {words.button.inLine(place)}</span>;
  if (length === 0) return null;
  return (
    <span className="inline-flex flex-none items-center gap-0.5 num">
      <ListOrdered className="size-3" aria-hidden />
      <span aria-hidden>{length}</span>
      <span className="sr-only"> {words.channel.waiting(length)}</span>
    </span>
  );
}
