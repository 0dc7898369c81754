/** The talker's timers, after 3GPP TS 24.380 §11.1 with values of our own. */
export const FLOOR_TIMES = {
  /** T100 and T101: a release or a request without an answer is sent again. */
  repeatMs: 500,
  /** C100 and C101: after so many sendings there was "no answer", 1.5 s after the first. */
  repeatMax: 3,
  /** T132: one's turn waits so long for a hand. */
  turnMs: 4_000,
  /** A wait is shown only when it is one. */
  waitShownMs: 100,
  /** From letting go until the gate closes: the last syllable. */
  tailMs: 100,
  /** How long a refusal stays on the button. */
  deniedMs: 2_000,
  /** How long the end of a talk stays on the button where no hand holds it. */
  toldMs: 4_000,
  /** The warning before the talk limit. */
  warnMs: 5_000,
  /** Letting go before the limit, so that nobody is cut by a revoke. */
  earlyMs: 300,
} as const;
