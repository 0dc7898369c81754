import { describe, expect, test } from "vitest";
import { LINK_TIMES, NO_LINK, pauseMs, stepLink } from "../src/link.ts";

describe("the back-off", () => {
  test("never exceeds 1 s in the first 30 s, nor 30 s later", () => {
    for (let attempts = 0; attempts < 100; attempts += 1) {
      for (const random of [0, 0.5, 0.999]) {
        expect(pauseMs(attempts, 29_999, random)).toBeLessThanOrEqual(LINK_TIMES.eagerPauseMs);
        expect(pauseMs(attempts, 30_000, random)).toBeLessThanOrEqual(LINK_TIMES.patientPauseMs);
      }
    }
  });

  test("is spread by chance over the upper half", () => {
    expect(pauseMs(9, 0, 0)).toBe(500);
    expect(pauseMs(9, 0, 0.5)).toBe(750);
  });
});

describe("the link table", () => {
  test("a loss is followed by a wait and another attempt", () => {
    const up = stepLink(stepLink(NO_LINK, { type: "start" }, 0, 0).link, { type: "welcomed" }, 10, 0).link;
    const lost = stepLink(up, { type: "lost" }, 1_000, 0);
    expect(lost.link).toMatchObject({ phase: "waiting", lostAt: 1_000, attempts: 1, wasUp: true });
    expect(stepLink(lost.link, { type: "due" }, 1_100, 0)).toMatchObject({
      link: { phase: "connecting", lostAt: 1_000 },
      effects: ["connect"],
    });
  });

  test("news that the network is back cuts the wait", () => {
    const waiting = { ...NO_LINK, phase: "waiting", lostAt: 0, retryAt: 30_000 } as const;
    expect(stepLink(waiting, { type: "hurry" }, 100, 0).effects).toEqual(["connect"]);
  });

  test("after a refusal only a new start connects", () => {
    const ended = stepLink({ ...NO_LINK, phase: "connecting" }, { type: "refused" }, 0, 0).link;
    expect(stepLink(ended, { type: "hurry" }, 0, 0).effects).toEqual([]);
    expect(stepLink(ended, { type: "start" }, 0, 0).effects).toEqual(["connect"]);
  });
});
