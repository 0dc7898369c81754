import type { Clock } from "../src/platform.ts";

interface Timer {
  readonly at: number;
  readonly then: () => void;
}

/** Microtask turns that may follow one event; more would be a loop. */
const TURNS = 20;

/** Time that passes only when a test says so. */
export class VirtualClock implements Clock {
  private time = 1_000;
  private readonly timers = new Set<Timer>();

  readonly now = (): number => this.time;

  readonly after = (ms: number, then: () => void): (() => void) => {
    const timer = { at: this.time + ms, then };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** Lets `ms` pass, firing each timer at its time and letting promises settle after each. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    await settle();
    for (let timer = this.first(until); timer; timer = this.first(until)) {
      this.timers.delete(timer);
      this.time = timer.at;
      timer.then();
      await settle();
    }
    this.time = until;
  }

  private first(until: number): Timer | undefined {
    return [...this.timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}
