/** How a voice comes across, judged from its level. Pure. */

export type Judgement = "waiting" | "none" | "low" | "good" | "high";

/** Levels are read this often… */
export const SAMPLE_MS = 100;
/** …and the loudest of so many counts: a pause between two words is not silence. */
const SAMPLES_KEPT = 15;
/** So long nothing is said before it is called nothing. */
const PATIENCE_SAMPLES = 50;

/** Decibels under full scale, root mean square. Speech with the browser's own gain control lies around −25. */
const HEARD_DB = -55;
const LOW_DB = -38;
const HIGH_DB = -8;

export interface Voice {
  readonly levels: readonly number[];
  readonly silentSamples: number;
  readonly judgement: Judgement;
}

export const NO_VOICE: Voice = { levels: [], silentSamples: 0, judgement: "waiting" };

/** Takes the next level, 0–1, into account. */
export function hear({ levels, silentSamples }: Voice, level: number): Voice {
  const kept = [...levels, level].slice(-SAMPLES_KEPT);
  const decibel = 20 * Math.log10(Math.max(...kept, 1e-6));
  const silent = decibel < HEARD_DB ? silentSamples + 1 : 0;
  return { levels: kept, silentSamples: silent, judgement: judge(decibel, silent) };
}

function judge(decibel: number, silentSamples: number): Judgement {
  if (decibel < HEARD_DB) return silentSamples < PATIENCE_SAMPLES ? "waiting" : "none";
  if (decibel < LOW_DB) return "low";
  return decibel < HIGH_DB ? "good" : "high";
}

/** Whether somebody speaks. */
export function isSpeech({ judgement }: Voice): boolean {
  return judgement !== "waiting" && judgement !== "none";
}
