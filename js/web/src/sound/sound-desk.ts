import { type ButtonState, type Clock, type Cue, TALK_BUTTON } from "@pressel/client";
import { type ButtonScene, isEmergency, isLost, topicOf } from "../talk/button-words.ts";
import { pauseAfter } from "./cues.ts";

/** What sounds when the button turns from one state into another; derived from the table of its states. */
export function cueOf(was: ButtonState | null, state: ButtonState, scene: ButtonScene): Cue | null {
  const wasLive = was !== null && TALK_BUTTON[was].filled;
  const isLive = TALK_BUTTON[state].filled;
  if (state === "offline") return isLost(scene.session) ? "link-lost" : null;
  if (was === "offline" && (state === "idle" || state === "listen"))
    return scene.session.link.wasUp ? "link-back" : null;
  if (state === "hear" && isEmergency(scene)) return "alarm-heard";
  if (wasLive && isLive && TALK_BUTTON[state].cue === "permit") return null;
  if (wasLive && (state === "idle" || state === "hear")) return "released";
  return TALK_BUTTON[state].cue;
}

/** Plays the cue of each change, and again while its reason lasts. */
export class SoundDesk {
  private readonly clock: Clock;
  private readonly play: (cue: Cue) => void;
  private was: ButtonState | null = null;
  private topic = "";
  private isLossKnown = false;
  private cancel: () => void = () => {};

  constructor(clock: Clock, play: (cue: Cue) => void) {
    this.clock = clock;
    this.play = play;
  }

  observe(state: ButtonState, scene: ButtonScene): void {
    const { was, topic } = this;
    this.was = state;
    this.topic = topicOf(state, scene);
    if (state === was && (state !== "hear" || this.topic === topic)) return;
    this.cancel();
    const cue = cueOf(was, state, scene);
    if (cue === "link-back" && !this.isLossKnown) return;
    if (state !== "offline") this.isLossKnown = false;
    if (cue === "link-lost") this.isLossKnown = true;
    if (cue !== null) this.sound(cue, 0);
  }

  end(): void {
    this.cancel();
  }

  private sound(cue: Cue, index: number): void {
    this.play(cue);
    const pause = pauseAfter(cue, index);
    this.cancel = pause === null ? () => {} : this.clock.after(pause, () => this.sound(cue, index + 1));
  }
}
