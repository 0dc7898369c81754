import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deadline,
  FLOOR_TIMES,
  type Floor,
  type FloorEffect,
  type FloorEvent,
  type Grip,
  IDLE_FLOOR,
  passTime,
  stepFloor,
} from "../src/floor.ts";
import type { Grant, Tier } from "../src/messages.gen.ts";

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

  press(press: number, grip: Grip = "hold", tier: Tier = "normal"): this {
    return this.do({ type: "press", press, grip, tier });
  }

  queue(press: number, position = 2, of = 2): this {
    return this.do({ type: "queued", press, position, of });
  }

  cancel(): this {
    return this.do({ type: "cancel" });
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
    expect(story.sent).toEqual([{ type: "request", press: 1, tier: "normal" }]);
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

  test("a revoke or a spent limit without a hand on the button is told for four seconds", () => {
    for (const end of [
      (s: Story) => s.do({ type: "revoked", cause: "preempted", by: "Ben", graceMs: 0 }),
      (s: Story) => s.wait(30_000),
    ]) {
      const story = end(new Story().press(1, "latch").grant(1, 30_000));
      expect(["revoked", "spent"]).toContain(story.floor.phase);
      expect(story.wait(FLOOR_TIMES.toldMs).floor.phase).toBe("idle");
    }
  });

  test("news that someone else talks, or nobody, end a talk whose revoke was not heard", () => {
    const story = new Story().press(1).grant(1).do({ type: "ended", cause: "no-media", by: null });
    expect(story.floor).toMatchObject({ phase: "revoked", cause: "no-media", gateOpen: false });
    expect(story.sent).toHaveLength(1);
  });
});

describe("the line", () => {
  test("closes the gate, shows the place, and follows it", () => {
    const story = new Story().press(1).queue(1, 3, 4);
    expect(story.floor).toMatchObject({ phase: "queued", gateOpen: false, held: true, position: 3, of: 4 });
    story.wait(60_000).queue(1, 1, 2);
    expect(story.floor).toMatchObject({ phase: "queued", position: 1, of: 2, since: 0 });
  });

  test("ends in talking at once where the button is still held", () => {
    const story = new Story().press(1).queue(1).wait(9_000).grant(1);
    expect(story.floor).toMatchObject({ phase: "talking", gateOpen: true, position: 0, since: 9_000 });
    expect(story.release().floor.phase).toBe("releasing");
  });

  test("keeps the place of one who lets go, and gives a turn of four seconds", () => {
    const story = new Story().press(1).queue(1).release();
    expect(story.floor).toMatchObject({ phase: "queued", held: false });
    expect(story.sent).toHaveLength(1);
    story.wait(5_000).grant(1);
    expect(story.floor).toMatchObject({ phase: "turn", gateOpen: false, grant: GRANT });
    story.wait(FLOOR_TIMES.turnMs - 1).grant(1);
    expect(story.floor.phase).toBe("turn");
    story.wait(1);
    expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
    expect(story.floor).toMatchObject({ phase: "releasing", gateOpen: false });
  });

  test("a press takes the turn with the grant in hand", () => {
    const story = new Story().press(1).queue(1).release().grant(1).wait(3_000).press(2);
    expect(story.floor).toMatchObject({ phase: "talking", press: 1, gateOpen: true, grant: GRANT, since: 3_000 });
    expect(story.sent).toHaveLength(1);
    expect(story.wait(10_000).floor.phase).toBe("talking");
    expect(story.release().sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
  });

  test("a hand that comes back to the line talks when its turn comes", () => {
    const story = new Story().press(1).queue(1).release().press(2).grant(1);
    expect(story.floor).toMatchObject({ phase: "talking", press: 1, gateOpen: true });
  });

  test("may be entered without a hand, and the gate stays closed", () => {
    const story = new Story().press(1, "line");
    expect(story.floor).toMatchObject({ phase: "asking", gateOpen: false });
    expect(story.grant(1).floor).toMatchObject({ phase: "turn", gateOpen: false });
  });

  test("is left by wish, never by letting go", () => {
    const story = new Story().press(1).queue(1).release().cancel();
    expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: null });
    expect(story.floor).toMatchObject({ phase: "releasing", gateOpen: false });
    expect(story.grant(1).sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
  });

  test("may end in a refusal", () => {
    const story = new Story().press(1).queue(1).do({ type: "denied", press: 1, cause: "muted" });
    expect(story.floor).toMatchObject({ phase: "denied", cause: "muted", gateOpen: false });
  });

  test("an answer that comes after letting go puts nobody in line", () => {
    expect(new Story().press(1).release().queue(1).floor.phase).toBe("releasing");
  });
});

describe("the latch", () => {
  test("talks without a hand, and what ends a hold does not end it", () => {
    const story = new Story().press(1, "latch").grant(1).release().release();
    expect(story.floor).toMatchObject({ phase: "talking", latched: true, gateOpen: true });
    expect(story.cancel().floor).toMatchObject({ phase: "releasing", latched: false });
  });

  test("takes over from a hand without asking again", () => {
    const story = new Story().press(1).grant(1).press(2, "latch").release();
    expect(story.floor).toMatchObject({ phase: "talking", latched: true, held: false, gateOpen: true });
    expect(story.sent).toHaveLength(1);
  });

  test("gives way to a hand: letting go ends the talk", () => {
    const story = new Story().press(1, "latch").grant(1).press(2).release();
    expect(story.floor.phase).toBe("releasing");
  });

  test("in line talks when its turn comes", () => {
    const story = new Story().press(1, "latch").queue(1).release().grant(1);
    expect(story.floor).toMatchObject({ phase: "talking", latched: true, gateOpen: true });
  });
});

describe("an emergency", () => {
  test("asks with its tier", () => {
    const story = new Story().press(1, "latch", "emergency");
    expect(story.sent).toEqual([{ type: "request", press: 1, tier: "emergency" }]);
  });

  test("raised in line, in a turn or in a talk gives up the lower one and asks anew", () => {
    for (const prepare of [
      (s: Story) => s.queue(1),
      (s: Story) => s.queue(1).release().grant(1),
      (s: Story) => s.grant(1),
    ]) {
      const story = prepare(new Story().press(1)).press(2, "latch", "emergency");
      expect(story.floor).toMatchObject({
        phase: "asking",
        press: 2,
        tier: "emergency",
        latched: true,
        gateOpen: true,
      });
      expect(story.sent.slice(-2)).toMatchObject([
        { type: "release", press: 1 },
        { type: "request", press: 2, tier: "emergency" },
      ]);
    }
  });
});

describe("a lost link", () => {
  test("ends a talk at once, hold and latch alike, and gives it up again when the link is back", () => {
    for (const grip of ["hold", "latch"] as const) {
      const story = new Story().press(1, grip).grant(1).do({ type: "lost" });
      expect(story.floor).toMatchObject({ phase: "releasing", gateOpen: false, latched: false });
      expect(story.wait(20_000).sent).toHaveLength(1);
      story.do({ type: "resumed" });
      expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
      expect(story.do({ type: "released", press: 1 }).floor).toMatchObject({ phase: "idle", gateOpen: false });
    }
  });

  test("keeps a place in line, held or let go, and asks what became of it", () => {
    const story = new Story().press(1).queue(1).do({ type: "lost" }).wait(10_000).do({ type: "resumed" });
    expect(story.floor).toMatchObject({ phase: "queued", held: true, gateOpen: false });
    expect(story.sent.at(-1)).toEqual({ type: "request", press: 1, tier: "normal" });
    expect(story.grant(1).floor).toMatchObject({ phase: "talking", gateOpen: true });
  });

  test("keeps nothing over a new session", () => {
    for (const prepare of [
      (s: Story) => s,
      (s: Story) => s.queue(1),
      (s: Story) => s.queue(1).release().grant(1),
      (s: Story) => s.grant(1),
      (s: Story) => s.release(),
    ]) {
      const story = prepare(new Story().press(1)).do({ type: "lost" }).do({ type: "reset" });
      expect(story.floor).toEqual({ ...IDLE_FLOOR, press: 1 });
    }
  });
});

test("a microphone that goes ends hold and latch without a tail, and keeps a place in line", () => {
  const story = new Story().press(1, "latch").grant(1).do({ type: "unplugged" });
  expect(story.floor).toMatchObject({ phase: "releasing", gateOpen: false, latched: false });
  expect(story.sent.at(-1)).toEqual({ type: "release", press: 1, grant: GRANT });
  const queued = new Story().press(1).queue(1).do({ type: "unplugged" });
  expect(queued.floor).toMatchObject({ phase: "queued", held: false });
  expect(queued.grant(1).floor.phase).toBe("turn");
});

const SEEN = fc.nat(2);
const anyEvent = fc.oneof(
  fc.record({
    type: fc.constant("press" as const),
    grip: fc.constantFrom<Grip>("hold", "hold", "latch", "line"),
    tier: fc.constantFrom<Tier>("normal", "normal", "emergency"),
  }),
  fc.constant({ type: "release" } as const),
  fc.constant({ type: "cancel" } as const),
  fc.record({ type: fc.constant("granted" as const), back: SEEN, limitMs: fc.constantFrom(0, 4_000, 30_000) }),
  fc.record({ type: fc.constant("queued" as const), back: SEEN }),
  fc.record({ type: fc.constant("denied" as const), back: SEEN }),
  fc.record({ type: fc.constant("released" as const), back: SEEN }),
  fc.record({ type: fc.constant("revoked" as const), graceMs: fc.constantFrom(0, 300, 1_000) }),
  fc.constant({ type: "ended", cause: "no-media", by: null } as const),
  fc.constant({ type: "lost" } as const),
  fc.constant({ type: "resumed" } as const),
  fc.constant({ type: "reset" } as const),
  fc.constant({ type: "unplugged" } as const),
  fc.record({ type: fc.constant("wait" as const), ms: fc.nat(2_000) }),
);

/** Presses get rising numbers, answers belong to one of the newest, each grant is its own. */
class AnyStory extends Story {
  presses = 0;
  lastGrant: Grant = GRANT;

  apply(event: GeneratedEvent): void {
    switch (event.type) {
      case "wait":
        this.wait(event.ms);
        return;
      case "press":
        this.presses += 1;
        this.press(this.presses, event.grip, event.tier);
        return;
      case "granted":
        this.lastGrant = { epoch: 4, seq: this.lastGrant.seq + 1 };
        this.do({
          type: "granted",
          press: this.floor.press - event.back,
          grant: this.lastGrant,
          limitMs: event.limitMs,
        });
        return;
      case "queued":
        this.do({ type: "queued", press: this.floor.press - event.back, position: 1, of: 2 });
        return;
      case "denied":
        this.do({ type: "denied", press: this.floor.press - event.back, cause: "busy" });
        return;
      case "released":
        this.do({ type: "released", press: this.floor.press - event.back });
        return;
      case "revoked":
        this.do({ ...event, cause: "preempted", by: null });
        return;
      default:
        this.do(event);
    }
  }
}
type GeneratedEvent = typeof anyEvent extends fc.Arbitrary<infer E> ? E : never;
const SPEAKS: readonly string[] = ["asking", "talking", "ending"];

describe("whatever happens", () => {
  test("the gate is open only for a hand or a latch that asks or talks, or in a tail, and nothing waits for ever", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const story = new AnyStory();
        let isLost = false;
        for (const event of events) {
          story.apply(event);
          isLost = event.type === "lost" || (isLost && event.type !== "resumed" && event.type !== "reset");
          const { phase, gateOpen, held, latched, timers } = story.floor;
          const isAlive = SPEAKS.includes(phase) && (held || latched);
          expect(gateOpen).toBe(isAlive || (gateOpen && timers.tail !== undefined));
          if (timers.tail !== undefined) expect(timers.tail - story.now).toBeLessThanOrEqual(FLOOR_TIMES.tailMs);
          if (phase === "asking" || (phase === "releasing" && !isLost)) expect(timers.repeat).toBeDefined();
          if (phase === "turn") expect(timers.turn).toBeDefined();
          if (phase === "denied" || ((phase === "revoked" || phase === "spent") && !held)) {
            expect(timers.notice).toBeDefined();
          }
        }
        story.release().cancel().do({ type: "resumed" }).wait(60_000);
        expect(story.floor).toMatchObject({ phase: "idle", gateOpen: false });
      }),
    );
  });

  test("every grant is either held or given back", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const story = new AnyStory();
        for (const event of events) {
          const { length } = story.sent;
          story.apply(event);
          if (event.type !== "granted") continue;
          const grant = story.lastGrant;
          const isBack = story.sent.slice(length).some((sent) => sent.type === "release" && sent.grant === grant);
          expect(isBack).toBe(story.floor.grant !== grant);
        }
      }),
    );
  });

  test("what is held is released before anything else is asked for", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const story = new AnyStory();
        for (const event of events) {
          const before = story.floor;
          const { length } = story.sent;
          story.apply(event);
          if (event.type === "reset" || event.type === "lost" || event.type === "ended") continue;
          const isGiven = before.grant !== null && story.floor.grant === null && before.phase !== "releasing";
          if (!isGiven || before.phase === "revoked" || before.phase === "spent") continue;
          expect(story.sent[length]).toMatchObject({ type: "release", grant: before.grant });
        }
      }),
    );
  });
});
