/** How often somebody talked in channels one does not listen to, counted on this page from what the lobby tells. */
import type { ChannelSummary, Grant } from "@pressel/client";

/** Above it one reads `99+`. */
const SHOWN_MAX = 99;

interface Tally {
  /** Bursts not heard, 0 to 100. */
  readonly count: number;
  /** The newest grant seen, which counts no more; `null` while nobody has talked. */
  readonly newest: Grant | null;
}

/** Channel id → what was not heard there; as many as the lobby has channels. */
export type Unheard = { readonly [channel: string]: Tally };

/** Who counts: what one says oneself and what one hears is not unheard. */
export interface Ears {
  readonly self: string | null;
  /** The channel one is in, and hears. */
  readonly open: string | null;
  /** Of a muted channel nobody wants to know who talks. */
  readonly isSilent: (channel: ChannelSummary) => boolean;
}

export const NOTHING: Unheard = {};
const UNKNOWN: Tally = { count: 0, newest: null };

/** Counts on: each grant once. Who already talks when a channel is first seen began before. The same object while nothing changes. */
export function countUnheard(before: Unheard, channels: readonly ChannelSummary[], ears: Ears): Unheard {
  const after = channels.map((channel) => [channel.id, tallied(before[channel.id], channel, ears)] as const);
  const isSame = after.length === Object.keys(before).length && after.every(([id, tally]) => before[id] === tally);
  return isSame ? before : Object.fromEntries(after);
}

function tallied(known: Tally | undefined, channel: ChannelSummary, { self, open, isSilent }: Ears): Tally {
  const { id, talker } = channel;
  const was = known ?? UNKNOWN;
  const isNew = talker != null && isAfter(talker.grant, was.newest);
  const newest = isNew ? talker.grant : was.newest;
  const isMissed = isNew && known !== undefined && talker.member !== self && !isSilent(channel);
  const count = id === open ? 0 : Math.min(was.count + (isMissed ? 1 : 0), SHOWN_MAX + 1);
  return known !== undefined && count === was.count && newest === was.newest ? known : { count, newest };
}

function isAfter(grant: Grant, newest: Grant | null): boolean {
  return newest === null || (grant.epoch - newest.epoch || grant.seq - newest.seq) > 0;
}

/** Of all channels together. */
export function unheardSum(all: Unheard): number {
  return Object.values(all).reduce((sum, { count }) => sum + count, 0);
}

/** How a count is written. */
export function unheardText(count: number): string {
  return count > SHOWN_MAX ? `${SHOWN_MAX}+` : `${count}`;
}
