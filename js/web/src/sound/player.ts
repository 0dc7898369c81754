import type { Cue } from "@pressel/client";
import { CUES } from "./cues.ts";
import type { Loudness, Sounds } from "./preferences.ts";

/** Peak of a tone, of full scale. */
const GAIN: { readonly [L in Loudness]: number } = { low: 0.05, middle: 0.12, high: 0.25, highest: 0.5 };
/** Tones swell and fade this fast, else they click. */
const EDGE_S = 0.005;

/** Writes a cue into a context's future. What it makes goes to the context's own output and nowhere else. */
export function schedule(context: BaseAudioContext, cue: Cue, gain: number, atS: number): void {
  for (const { atMs, ms, hz, toHz } of CUES[cue].notes) {
    const from = atS + atMs / 1_000;
    const until = from + ms / 1_000;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.setValueAtTime(hz, from);
    if (toHz !== undefined) tone.frequency.linearRampToValueAtTime(toHz, until);
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(gain, from + EDGE_S);
    loudness.gain.setValueAtTime(gain, until - EDGE_S);
    loudness.gain.linearRampToValueAtTime(0, until);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(until);
  }
}

/** Sounds and shakes a cue, as far as it is wanted. The microphone's track has no part in it: nothing is sent. */
export class Player {
  private readonly wanted: () => Sounds;
  private readonly isQuiet: () => boolean;
  private context: AudioContext | null = null;

  /** Where it is quiet a cue is only felt. */
  constructor(wanted: () => Sounds, isQuiet: () => boolean) {
    this.wanted = wanted;
    this.isQuiet = isQuiet;
  }

  play(cue: Cue): void {
    const { loudness, groups, shakes } = this.wanted();
    const { group, shake } = CUES[cue];
    if (!groups[group]) return;
    if (shakes && shake.length > 0) globalThis.navigator?.vibrate?.([...shake]);
    if (this.isQuiet() || typeof AudioContext === "undefined") return;
    this.context ??= new AudioContext({ latencyHint: "interactive" });
    const { context } = this;
    // A page that was never touched may not sound; a cue that comes too late is none.
    if (context.state === "running") schedule(context, cue, GAIN[loudness], context.currentTime);
    else void context.resume().then(() => schedule(context, cue, GAIN[loudness], context.currentTime));
  }
}
