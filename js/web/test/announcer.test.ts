import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../client/test/clock.ts";
import { Announcer } from "../src/announcer.tsx";

let clock: VirtualClock;
let spoken: [string, string][];
let announcer: Announcer;

beforeEach(() => {
  clock = new VirtualClock();
  spoken = [];
  announcer = new Announcer(clock, (urgency, text) => spoken.push([urgency, text]));
});

describe("the announcer", () => {
  test("speaks at most every two seconds, and the newest wins", async () => {
    announcer.say("Ben", "status");
    announcer.say("Cy", "status");
    announcer.say("Lu", "status");
    await clock.pass(1_999);
    expect(spoken).toEqual([["status", "Ben"]]);
    await clock.pass(1);
    expect(spoken.at(-1)).toEqual(["status", "Lu"]);
  });

  test("does not repeat the same words within ten seconds", async () => {
    announcer.say("Ben", "status");
    await clock.pass(5_000);
    announcer.say("Ben", "status");
    expect(spoken).toHaveLength(1);
    await clock.pass(5_000);
    announcer.say("Ben", "status");
    expect(spoken).toHaveLength(2);
  });

  test("speaks an alert at once, in the place of what waited", async () => {
    announcer.say("Ben", "status");
    announcer.say("Cy", "status");
    announcer.say("Dispatch cut in", "alert");
    await clock.pass(10_000);
    expect(spoken).toEqual([
      ["status", "Ben"],
      ["alert", "Dispatch cut in"],
    ]);
  });
});
