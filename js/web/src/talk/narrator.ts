import { type ButtonState, type Clock, TALK_BUTTON } from "@pressel/client";
import type { Announcer, Urgency } from "../announcer.tsx";
import { words } from "../words/current.ts";
import { type ButtonScene, isEmergency, spokenFor, topicOf } from "./button-words.ts";

/** "Still asking" is said only when it takes a second. */
const STILL_ASKING_MS = 900;
/** After a lost link, what was missed is told within this time. */
const MISSED_MS = 1_000;

/** Decides what a screen reader is told of the button: boundaries alone, never clocks or levels. */
export class Narrator {
  private readonly clock: Clock;
  private readonly announcer: Pick<Announcer, "say" | "drop">;
  private was: ButtonState | null = null;
  private scene: ButtonScene | null = null;
  private topic = "";
  private lostAtMs: number | null = null;
  private cancel: () => void = () => {};

  constructor(clock: Clock, announcer: Pick<Announcer, "say" | "drop">) {
    this.clock = clock;
    this.announcer = announcer;
  }

  /** What the button shows now. */
  observe(state: ButtonState, scene: ButtonScene): void {
    const { was, topic } = this;
    this.was = state;
    this.scene = scene;
    this.topic = topicOf(state, scene);
    if (was === state && this.topic === topic) return;
    this.cancel();
    if (state === "ask") this.cancel = this.clock.after(STILL_ASKING_MS, () => this.tell(state, was));
    else this.tell(state, was);
  }

  end(): void {
    this.cancel();
  }

  private tell(state: ButtonState, was: ButtonState | null): void {
    const { scene } = this;
    if (scene === null) return;
    const text = spokenFor(state, scene);
    if (text === null) this.announcer.drop();
    else this.announcer.say(text, urgencyOf(state, was, scene));
    if (state === "offline") this.lostAtMs = text === null ? this.lostAtMs : serverNowMs(scene);
    else if (this.lostAtMs !== null) this.tellBack(this.lostAtMs, text === null);
  }

  private tellBack(lostAtMs: number, isFree: boolean): void {
    this.lostAtMs = null;
    if (!isFree) return;
    this.cancel = this.clock.after(MISSED_MS, () => {
      const bursts = this.scene?.channel.view?.bursts ?? [];
      const you = this.scene?.session.you?.user;
      const missed = bursts.filter(({ ended_at_ms, user }) => (ended_at_ms ?? 0) > lostAtMs && user !== you);
      this.announcer.say(words.announce.back(missed.length), "status");
    });
  }
}

function urgencyOf(state: ButtonState, was: ButtonState | null, scene: ButtonScene): Urgency {
  const { announce } = TALK_BUTTON[state];
  const wasLive = was !== null && TALK_BUTTON[was].filled;
  const isAlarm = state === "hear" && isEmergency(scene);
  if (announce === "at once" || isAlarm || (state === "offline" && wasLive)) return "alert";
  return announce === "as a name" ? "name" : "status";
}

function serverNowMs({ nowMs, session }: ButtonScene): number {
  return nowMs + session.serverAheadMs;
}
