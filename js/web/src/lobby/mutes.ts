/** Channels muted on this device, and until when. */
import type { ChannelSummary } from "@pressel/client";
import { Preference } from "../preference.ts";

/** Channel id → Unix ms at which it is heard again. */
export type Mutes = { readonly [channel: string]: number };

const MINUTE_MS = 60_000;
/** "Until tomorrow" ends when people get up. */
const MORNING_HOUR = 7;
const MUTES_MAX = 200;

export const MUTE_SPANS = ["quarter", "hour", "tomorrow"] as const;
export type MuteSpan = (typeof MUTE_SPANS)[number];

export const mutes = new Preference<Mutes>("mutes", {}, readMutes, JSON.stringify);

/** When a span that starts now ends; Unix ms. */
export function endOf(span: MuteSpan, nowMs: number): number {
  if (span === "quarter") return nowMs + 15 * MINUTE_MS;
  if (span === "hour") return nowMs + 60 * MINUTE_MS;
  const morning = new Date(nowMs);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning.getTime();
}

export function mute(channel: string, untilMs: number): void {
  const kept = Object.entries(mutes.getSnapshot()).slice(-MUTES_MAX);
  mutes.choose({ ...Object.fromEntries(kept), [channel]: untilMs });
}

export function unmute(channel: string): void {
  const { [channel]: _, ...rest } = mutes.getSnapshot();
  mutes.choose(rest);
}

/** Until when a channel is muted; `null` when it is not. */
export function mutedUntil(all: Mutes, channel: string, nowMs: number): number | null {
  const untilMs = all[channel];
  return untilMs !== undefined && untilMs > nowMs ? untilMs : null;
}

/** Whether a channel is not to be heard now. An emergency always is. */
export function isSilent({ id, talker }: ChannelSummary, all: Mutes, nowMs: number): boolean {
  return talker?.tier !== "emergency" && mutedUntil(all, id, nowMs) !== null;
}

/** The next moment at which a mute ends; `null` when none does. */
export function nextEnd(all: Mutes, nowMs: number): number | null {
  const ends = Object.values(all).filter((untilMs) => untilMs > nowMs);
  return ends.length === 0 ? null : Math.min(...ends);
}

function readMutes(text: string): Mutes | null {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== "object" || found === null) return null;
    return Object.fromEntries(Object.entries(found).filter(([, untilMs]) => typeof untilMs === "number"));
  } catch {
    return null;
  }
}
