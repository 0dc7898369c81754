import type { SessionState } from "@pressel/client";
import { rowState } from "../lobby/channel-row.tsx";
import { channelPath } from "../route.ts";
import { MiniRing } from "../talk/mini-ring.tsx";
import { words } from "../words/current.ts";

const MARKED = "border-[2.5px] border-ink bg-raised p-[3px]";
const PLAIN = "border border-line bg-bg p-1 hover:border-edge";

/** The way to the other channels, and whether somebody talks there. */
export function OtherChannels({ session, current }: { readonly session: SessionState; readonly current: string }) {
  return (
    <>
      <h2 className="text-xs font-strong text-ink-2">{words.channel.list}</h2>
      <ul className="grid gap-2">
        {session.channels?.map((channel) => (
          <li key={channel.id} className={`rounded-row ${channel.id === current ? MARKED : PLAIN}`}>
            <a
              href={channelPath(channel.id)}
              aria-current={channel.id === current ? "page" : undefined}
              className="flex min-h-12 items-center gap-2 rounded-control pe-2"
            >
              <MiniRing state={rowState(channel, session)} name={channel.name} />
              <span className="min-w-0 flex-1 leading-tight">
                <bdi className="block truncate text-s font-heavy">{channel.name}</bdi>
                <span className="block truncate text-xs text-ink-2">
                  {channel.talker && session.link.phase === "up"
                    ? words.lobby.isTalking(channel.talker.name)
                    : words.lobby.quiet}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
