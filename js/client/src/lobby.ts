/** The lobby: every channel one may enter, in an order that stays. */
import type { ChannelChanged, ChannelSummary } from "./messages.gen.ts";

/** Applies one change: a known channel keeps its place, a new one goes where its name belongs. */
export function changeLobby(
  channels: readonly ChannelSummary[],
  { channel, removed }: ChannelChanged,
): readonly ChannelSummary[] {
  if (removed) return channels.filter((known) => known.id !== channel.id);
  if (channels.some((known) => known.id === channel.id)) {
    return channels.map((known) => (known.id === channel.id ? channel : known));
  }
  const place = channels.findIndex((known) => known.name.localeCompare(channel.name) > 0);
  return channels.toSpliced(place < 0 ? channels.length : place, 0, channel);
}
