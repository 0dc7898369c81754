import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deadline,
  FLOOR_TIMES,
  type Floor,
  type FloorEffect,
  type FloorEvent,
  IDLE_FLOOR,
  passTime,
  stepFloor,
} from "../src/floor.ts";

const GRANT = { epoch: 4, seq: 9 };

/** A floor, a clock and everything that was sent. */
class Story {
  floor: Floor = IDLE_FLOOR;
  now = 0;
  readonly sent: FloorEffect[] = [];

  do(event: FloorEvent): this {
    this.note(stepFloor(this.floor, event, this.now));
    return this;
  }

  wait(ms: number): this {
    const until = this.now + ms;
    for (let due = deadline(this.floor); due !== null && due <= until; due = deadline(this.floor)) {
      this.now = Math.max(this.now, due);
      this.note(passTime(this.floor, this.now));
    }
    this.now = until;
    return this;
  }

  press(press: number): this {
    return this.do({ type: "press", press });
  }

  grant(press: number, limitMs = 30_000): this {
    return this.do({ type: "granted", press, grant: GRANT, limitMs });
  }

  release(): this {
    return this.do({ type: "release" });
  }

  private note({ floor, effects }: { readonly floor: Floor; readonly effects: readonly FloorEffect[] }): void {
    this.floor = floor;
    this.sent.push(...effects);
  }
}

describe("the floor table", () => {
  test("a press opens the gate and asks in one step", () => {
    const story = new Story().press(1);
    expect(story.floor).toMatchObject({ phase: "asking", gateOpen: true });
    expect(story.sent).toEqual([{ type: "request", press: 1 }]);
  });

  test("a wait is shown only after 100 ms", () => {
    const story = new Story().press(1).wait(99);
    expect(story.floor.waiting).toBe(false);
    expect(story.wait(1).floor.waiting).toBe(true);
  });

  test("a request without an answer is sent three times and ends as no answer after 1.5 s", () => {
    const story = new Story().press(1).wait(1_499);
    expect(story.floor.phase).toBe("asking");
    story.wait(1);
    expect(story.floor).toMatchObject({ phase: "denied", cause: "no-answer", gateOpen: false });
    expect(story.sent.map((effect) => effect.type)).toEqual(["request", "request", "request", "release"]);
  });

  test("a grant that comes after giving up is given back by its version", () => {
    const story = new Story().press(1).wait(1_600).grant(1);
    expect(story.floor.phase).toBe("denied");
    expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
  });

  test("a grant for an older press is given back and leaves the present talk alone", () => {
    const story = new Story()
      .press(1)
      .release()
      .press(2)
      .do({ type: "granted", press: 2, grant: { epoch: 4, seq: 10 }, limitMs: 0 });
    story.grant(1);
    expect(story.floor).toMatchObject({ phase: "talking", grant: { epoch: 4, seq: 10 } });
    expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
  });

  test("a tap that is let go before the answer gives the grant back", () => {
    const story = new Story().press(1).wait(30).release().wait(50).grant(1);
    expect(story.floor.phase).toBe("releasing");
    expect(story.sent.slice(1)).toEqual([
      { type: "release", press: 1, grant: null },
      { type: "release", press: 1, grant: GRANT },
    ]);
  });

  test("the gate closes 100 ms after letting go, also when the release was confirmed before", () => {
    const story = new Story().press(1).grant(1).wait(500).release().wait(10).do({ type: "released", press: 1 });
    expect(story.floor).toMatchObject({ phase: "idle", gateOpen: true });
    expect(story.wait(89).floor.gateOpen).toBe(true);
    expect(story.wait(1).floor.gateOpen).toBe(false);
  });

  test("a press within the tail keeps the gate open", () => {
    const story = new Story().press(1).grant(1).release().wait(50).press(2).wait(80);
    expect(story.floor).toMatchObject({ phase: "asking", press: 2, gateOpen: true });
  });

  test("a refusal closes the gate at once and is shown for two seconds", () => {
    const story = new Story().press(1).do({ type: "denied", press: 1, cause: "busy" });
    expect(story.floor).toMatchObject({ phase: "denied", cause: "busy", gateOpen: false });
    expect(story.wait(FLOOR_TIMES.deniedMs).floor.phase).toBe("idle");
  });

  test("the talk limit is warned of 5 s before and kept 300 ms before", () => {
    const story = new Story().press(1).grant(1, 30_000).wait(25_000);
    expect(story.floor.phase).toBe("ending");
    story.wait(4_700);
    expect(story.floor.phase).toBe("spent");
    expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
    expect(story.wait(100).floor).toMatchObject({ phase: "spent", gateOpen: false });
    expect(story.release().floor.phase).toBe("idle");
  });

  test("a revoke stops the voice, is answered with a release and shown until the button is let go", () => {
    const story = new Story().press(1).grant(1).do({ type: "revoked", cause: "preempted", by: "Ben", graceMs: 0 });
    expect(story.floor).toMatchObject({ phase: "revoked", cause: "preempted", by: "Ben", gateOpen: false });
    expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
    expect(story.wait(60_000).floor.phase).toBe("revoked");
    expect(story.release().floor.phase).toBe("idle");
  });

  test("a revoke without a talk closes what is left of a tail and shows nothing", () => {
    const story = new Story().press(1).grant(1).release().do({ type: "released", press: 1 });
    expect(story.floor.gateOpen).toBe(true);
    story.do({ type: "revoked", cause: "no-permission", by: null, graceMs: 0 });
    expect(story.floor).toMatchObject({ phase: "idle", gateOpen: false });
  });

  test("an unconfirmed release is sent three times and then forgotten", () => {
    const story = new Story().press(1).grant(1).release().wait(1_500);
    expect(story.floor.phase).toBe("idle");
    expect(story.sent.filter((effect) => effect.type === "release")).toHaveLength(3);
  });

  test("a lost link or microphone ends everything at once", () => {
    for (const prepare of [
      (s: Story) => s.press(1),
      (s: Story) => s.press(1).grant(1),
      (s: Story) => s.press(1).release(),
    ]) {
      expect(prepare(new Story()).do({ type: "lost" }).floor).toMatchObject({ phase: "idle", gateOpen: false });
    }
  });
});

const anyEvent = fc.oneof(
  fc.constant({ type: "press" } as const),
  fc.constant({ type: "release" } as const),
  fc.record({ type: fc.constant("granted" as const), back: fc.nat(2), limitMs: fc.constantFrom(0, 4_000, 30_000) }),
  fc.record({ type: fc.constant("denied" as const), back: fc.nat(2) }),
  fc.record({ type: fc.constant("released" as const), back: fc.nat(2) }),
  fc.record({ type: fc.constant("revoked" as const), graceMs: fc.constantFrom(0, 300, 1_000) }),
  fc.constant({ type: "lost" } as const),
  fc.record({ type: fc.constant("wait" as const), ms: fc.nat(2_000) }),
);

describe("whatever happens", () => {
  test("the gate is open only while asking, talking or in a tail, and nothing waits for ever", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const story = new Story();
        let presses = 0;
        for (const event of events) {
          if (event.type === "wait") story.wait(event.ms);
          else if (event.type === "press") story.press(++presses);
          else if (event.type === "granted") story.do({ ...event, press: presses - event.back, grant: GRANT });
          else if (event.type === "denied") story.do({ ...event, press: presses - event.back, cause: "busy" });
          else if (event.type === "released") story.do({ ...event, press: presses - event.back });
          else if (event.type === "revoked") story.do({ ...event, cause: "preempted", by: null });
          else story.do(event);

          const { phase, gateOpen, timers } = story.floor;
          const speaks = phase === "asking" || phase === "talking" || phase === "ending";
          expect(gateOpen).toBe(speaks || (gateOpen && timers.tail !== undefined));
          if (timers.tail !== undefined) expect(timers.tail - story.now).toBeLessThanOrEqual(FLOOR_TIMES.tailMs);
          if (phase === "asking" || phase === "releasing") expect(timers.repeat).toBeDefined();
        }
        story.release().wait(60_000);
        expect(story.floor).toMatchObject({ phase: "idle", gateOpen: false });
      }),
    );
  });

  test("every grant is either held or given back", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const story = new Story();
        let presses = 0;
        for (const event of events) {
          if (event.type === "wait") story.wait(event.ms);
          else if (event.type === "press") story.press(++presses);
          else if (event.type === "release" || event.type === "lost") story.do(event);
          else if (event.type === "granted") {
            const grant = { epoch: 4, seq: story.sent.length + 100 };
            const before = story.sent.length;
            story.do({ type: "granted", press: presses - event.back, grant, limitMs: event.limitMs });
            const isHeld = story.floor.grant?.seq === grant.seq;
            const isBack = story.sent.slice(before).some((sent) => sent.type === "release" && sent.grant === grant);
            const isRepeat = story.floor.phase === "talking" || story.floor.phase === "ending";
            expect(isHeld || isBack || isRepeat).toBe(true);
          }
        }
      }),
    );
  });
});
