import type { Burst, ChannelView, SessionState, Talker } from "@pressel/client";
import { useSession, useTick } from "@pressel/react";
import { useEffect, useRef } from "react";
import { clock, timeOfDay } from "../time.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Chip } from "../ui/chip.tsx";
import { textFor, words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";

const SECOND_MS = 1_000;

interface HistoryProps {
  readonly view: ChannelView | null;
  /** Whether the history of before one came was read. */
  readonly isRead: boolean;
  /** It is one's turn, and one has not taken it. */
  readonly isMyTurn: boolean;
  readonly session: SessionState;
}

/** What was said here, newest at the bottom, and who talks now. */
export const History = steady(({ view, isRead, isMyTurn, session }: HistoryProps) => {
  const bursts = view?.bursts ?? [];
  // One's own turn that one has not taken is nobody's talk yet.
  const talker = isMyTurn ? null : (view?.talker ?? null);
  const list = useRef<HTMLOListElement>(null);
  const newest = `${bursts.at(-1)?.epoch}-${bursts.at(-1)?.seq}-${talker?.grant.seq}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry is the reason to scroll
  useEffect(() => {
    // With the frame that shows it: asking for the height before costs a press a layout of its own.
    const frame = requestAnimationFrame(() => list.current?.scrollTo({ top: list.current.scrollHeight }));
    return () => cancelAnimationFrame(frame);
  }, [newest]);
  return (
    <section
      data-region
      tabIndex={-1}
      className="flex min-h-0 flex-col px-2 py-1 outline-none desk:px-4"
      aria-labelledby="history"
    >
      <h2 id="history" className="px-2 pt-3 pb-1 text-l font-heavy max-desk:sr-only">
        {words.channel.history}
      </h2>
      {bursts.length === 0 && talker === null && isRead && (
        <p className="m-auto p-4 text-center text-ink-2">{words.channel.historyEmpty}</p>
      )}
      <ol
        ref={list}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto py-0.5 before:mt-auto [mask-image:linear-gradient(#0000,#000_22px)]"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-labelledby="history"
        data-testid="bursts"
      >
        {bursts.map((burst) => (
          <BurstRow key={`${burst.epoch}-${burst.seq}`} burst={burst} mine={burst.user === session.you?.user} />
        ))}
        {talker && <LiveRow talker={talker} mine={talker.member === session.self} />}
      </ol>
    </section>
  );
});

const ROW =
  "grid min-h-[50px] flex-none grid-cols-[auto_1fr_auto] items-center gap-x-3 rounded-control px-2 py-1.5 leading-tight";

interface BurstRowProps {
  readonly burst: Burst;
  readonly mine: boolean;
}

const BurstRow = steady(({ burst, mine }: BurstRowProps) => {
  return (
    <li className={ROW}>
      <Avatar name={burst.name} me={mine} size="s" />
      <span className="min-w-0">
        <span className="flex items-baseline gap-2 font-strong">
          <bdi className="truncate">{mine ? words.you : burst.name}</bdi>
          <time className="text-xs font-plain text-ink-2" dateTime={new Date(burst.started_at_ms).toISOString()}>
            {timeOfDay(burst.started_at_ms)}
          </time>
        </span>
        <span className="block truncate text-s text-ink-2">{endWords(burst)}</span>
      </span>
      <span className="num text-xs text-ink-2">{clock(lengthMs(burst))}</span>
    </li>
  );
});

function LiveRow({ talker, mine }: { readonly talker: Talker; readonly mine: boolean }) {
  useTick(SECOND_MS);
  const nowMs = useSession().serverNowMs();
  const wash = mine ? "bg-talk-wash inset-ring-talk" : "bg-hear-wash inset-ring-hear";
  return (
    <li className={`${ROW} inset-ring-[1.5px] ${wash}`} data-testid="live">
      <Avatar name={talker.name} me={mine} size="s" />
      <span className="min-w-0">
        <span className="flex items-baseline gap-2 font-strong">
          <bdi className="truncate">{mine ? words.you : talker.name}</bdi>
          <span className="text-xs font-plain text-ink-2">{words.channel.now}</span>
        </span>
        <span className="block text-s text-ink-2">{words.channel.talkingNow}</span>
      </span>
      <span className="flex items-center gap-2">
        <span className="num text-xs text-ink-2">{clock(nowMs - talker.since_at_ms)}</span>
        <Chip look={mine ? "talk" : "hear"}>{words.channel.live}</Chip>
      </span>
    </li>
  );
}

/** Why it ended, and by whom if somebody did it. */
function endWords({ end, by }: Burst): string {
  const named: { readonly [end: string]: ((by: string) => string) | undefined } = words.burstEndBy;
  return (by && end && Object.hasOwn(named, end) && named[end]?.(by)) || textFor(words.burstEnd, end);
}

/** As it is told: to the nearest second, but never nothing. */
function lengthMs({ started_at_ms, ended_at_ms }: Burst): number {
  return Math.max(SECOND_MS, Math.round(((ended_at_ms ?? started_at_ms) - started_at_ms) / SECOND_MS) * SECOND_MS);
}
