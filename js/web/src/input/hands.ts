import { Cell, type Channel, type Clock, type Store } from "@pressel/client";
import type { Action } from "./bindings.ts";
import type { TalkBy } from "./talk-by.ts";

/** An emergency is held for so long before it is sent, so that a slip sends none. */
export const ALARM_HOLD_MS = 1_500;
const HINT_MS = 2_500;
/** Two taps within this time are one double tap. */
const DOUBLE_TAP_MS = 400;

/** What hands act on. */
type Talkable = Pick<Channel, "press" | "release" | "latch" | "cancel" | "toggleLatch" | "toggleLine">;

export interface HandsView {
  /** Something holds the talk button. */
  readonly held: boolean;
  /** Since when the emergency button is held, by the platform's clock. */
  readonly alarmSince: number | null;
  /** It was let go too early. */
  readonly alarmTooShort: boolean;
}

/** One source of presses: it watches until the returned function is called, which also ends what it holds. */
export type Input = (hands: Hands) => () => void;

const BEGIN: { readonly [A in Action]: (hands: Hands, holder: string) => void } = {
  talk: (hands, holder) => hands.hold(holder),
  latch: (hands) => hands.toggleLatch(),
  leave: (hands) => hands.leave(),
  line: (hands) => hands.toggleLine(),
  alarm: (hands) => hands.holdAlarm(),
};

/**
 * All that may hold the button, as one hand. A pointer, a key and a pedal together are still one press, which ends with the
 * last of them.
 */
export class Hands {
  readonly store: Store<HandsView>;
  private readonly cell = new Cell<HandsView>({ held: false, alarmSince: null, alarmTooShort: false });
  private readonly holders = new Set<string>();
  private readonly channel: Talkable;
  private readonly clock: Clock;
  private readonly talkBy: () => TalkBy;
  private pressedAt = Number.NEGATIVE_INFINITY;
  private cancelAlarm: () => void = () => {};
  private cancelHint: () => void = () => {};

  constructor(channel: Talkable, clock: Clock, talkBy: () => TalkBy) {
    this.channel = channel;
    this.clock = clock;
    this.talkBy = talkBy;
    this.store = this.cell;
  }

  /** A button that is bound to an action goes down. */
  begin(action: Action, holder: string): void {
    BEGIN[action](this, holder);
  }

  /** It goes up again. */
  finish(action: Action, holder: string): void {
    if (action === "talk") this.letGo(holder);
    else if (action === "alarm") this.letGoAlarm();
  }

  /** `holder` is a name of its own for whatever holds the button. */
  hold(holder: string): void {
    this.holders.add(holder);
    if (this.holders.size > 1) return;
    if (this.talkBy() !== "tap") this.channel.press();
    this.cell.patch({ held: true });
  }

  letGo(holder: string): void {
    if (!this.holders.delete(holder) || this.holders.size > 0) return;
    this.cell.patch({ held: false });
    const before = this.pressedAt;
    this.pressedAt = this.clock.now();
    if (this.talkBy() === "tap") {
      this.channel.toggleLatch();
      return;
    }
    if (this.talkBy() === "double-tap" && this.pressedAt - before < DOUBLE_TAP_MS) this.channel.latch();
    this.channel.release();
  }

  /**
   * Whatever a holder of this kind held may no longer count: nobody would hear of it going up. `kind` is how its name
   * begins: a window, a kind of device in it, or one of them.
   */
  letGoAll(kind = ""): void {
    if (!kind.includes(" ")) this.stopAlarm();
    const isHeld = this.holders.size > 0;
    for (const holder of [...this.holders]) if (holder.startsWith(kind)) this.holders.delete(holder);
    if (!isHeld || this.holders.size > 0) return;
    this.cell.patch({ held: false });
    this.channel.release();
  }

  /** Hands-free on or off. */
  toggleLatch(): void {
    this.channel.toggleLatch();
  }

  /** Into the line, or out of it. */
  toggleLine(): void {
    this.channel.toggleLine();
  }

  /** Out of whatever it is: talk, latch, line. */
  leave(): void {
    this.holders.clear();
    this.cell.patch({ held: false });
    this.channel.cancel();
  }

  holdAlarm(): void {
    if (this.cell.getSnapshot().alarmSince !== null) return;
    this.cancelHint();
    this.cell.patch({ alarmSince: this.clock.now(), alarmTooShort: false });
    this.cancelAlarm = this.clock.after(ALARM_HOLD_MS, () => {
      this.stopAlarm();
      this.sendAlarm();
    });
  }

  letGoAlarm(): void {
    if (this.cell.getSnapshot().alarmSince === null) return;
    this.stopAlarm();
    this.cell.patch({ alarmTooShort: true });
    this.cancelHint = this.clock.after(HINT_MS, () => this.cell.patch({ alarmTooShort: false }));
  }

  /** The microphone opens for an emergency, without a hand. */
  sendAlarm(): void {
    this.channel.latch("emergency");
  }

  /** Nothing is held any more, and no timer runs. */
  end(): void {
    this.letGoAll();
    this.cancelHint();
  }

  private stopAlarm(): void {
    this.cancelAlarm();
    if (this.cell.getSnapshot().alarmSince !== null) this.cell.patch({ alarmSince: null });
  }
}
