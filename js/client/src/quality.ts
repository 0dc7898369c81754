/** The link in words people use. */
import type { LinkQuality } from "./messages.gen.ts";

/** How the link is: late to answer, with holes in the sound, or both. */
export type QualityWord = "good" | "late" | "choppy" | "poor";

interface QualityBound {
  readonly word: QualityWord;
  readonly bars: 1 | 2 | 3;
  /** Below this round trip… */
  readonly rttMs: number;
  /** …and this share of lost sound, 0–1. */
  readonly loss: number;
}

/** First row that fits. The round trip stands for the delay from mouth to ear, which is about 150 ms more. */
const BOUNDS: readonly QualityBound[] = [
  { word: "good", bars: 3, rttMs: 150, loss: 0.02 },
  { word: "late", bars: 2, rttMs: 650, loss: 0.02 },
  { word: "choppy", bars: 1, rttMs: 650, loss: 0.1 },
  { word: "poor", bars: 1, rttMs: Number.POSITIVE_INFINITY, loss: Number.POSITIVE_INFINITY },
];

/** How good a measured link is; a link that nobody measured yet is good. */
export function qualityOf(measured: LinkQuality | null): { readonly word: QualityWord; readonly bars: 1 | 2 | 3 } {
  const loss = Math.max(measured?.uplink_loss ?? 0, measured?.downlink_loss ?? 0);
  const rttMs = measured?.rtt_ms ?? 0;
  const fits = BOUNDS.find((bound) => rttMs < bound.rttMs && loss < bound.loss);
  return fits ?? { word: "poor", bars: 1 };
}
