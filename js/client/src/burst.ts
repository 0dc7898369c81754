/** A burst: what one grant carried. Pure functions over a channel's history. */
import type { Grant, Talker } from "./messages.gen.ts";

/** Kept per channel; older ones are the server's to remember. */
export const BURSTS_MAX = 200;

/** One entry of a channel's history, as `GET /v1/channels/{id}/bursts` gives it. Times are Unix ms of the server. */
export interface Burst {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly epoch: number;
  readonly seq: number;
  readonly started_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly end: string | null;
  /** Name of who ended it, if someone did. */
  readonly by?: string | null;
}

/** Negative, zero or positive as `a` is before, the same as or after `b`. */
export function compareGrants(a: Grant, b: Grant): number {
  return a.epoch - b.epoch || a.seq - b.seq;
}

/** A burst heard live. */
export function burstOf(talker: Talker, user: string, endedAtMs: number, end: string, by: string | null): Burst {
  return {
    id: `${talker.grant.epoch}-${talker.grant.seq}`,
    user,
    name: talker.name,
    epoch: talker.grant.epoch,
    seq: talker.grant.seq,
    started_at_ms: talker.since_at_ms,
    ended_at_ms: endedAtMs,
    end,
    by,
  };
}

/** Two histories as one, oldest first; of a burst that both know, the ended one counts. */
export function mergeBursts(known: readonly Burst[], more: readonly Burst[]): readonly Burst[] {
  const byGrant = new Map<string, Burst>();
  for (const burst of [...known, ...more]) {
    const key = `${burst.epoch}-${burst.seq}`;
    if (burst.ended_at_ms !== null) byGrant.set(key, byGrant.get(key) ?? burst);
  }
  return [...byGrant.values()].sort(compareGrants).slice(-BURSTS_MAX);
}
