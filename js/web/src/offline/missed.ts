import type { ChannelSummary } from "@pressel/client";

/** How many began to talk between two looks at the lobby; oneself is not missed. */
export function missedBetween(
  before: readonly ChannelSummary[],
  after: readonly ChannelSummary[],
  self: string | null,
): number {
  const known = new Map(before.map(({ id, talker }) => [id, talker?.grant]));
  return after.filter(({ id, talker }) => {
    if (talker == null || talker.member === self) return false;
    const was = known.get(id);
    return was?.epoch !== talker.grant.epoch || was.seq !== talker.grant.seq;
  }).length;
}
