import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../client/test/clock.ts";
import { Announcer, speaking } from "../src/announcer.tsx";

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

  test("does not repeat the same name within ten seconds, whatever was said between", async () => {
    announcer.say("Ben, Ward 3", "name");
    await clock.pass(2_500);
    announcer.say("You are live", "status");
    await clock.pass(2_500);
    announcer.say("Ben, Ward 3", "name");
    await clock.pass(3_000);
    expect(spoken.map(([, text]) => text)).toEqual(["Ben, Ward 3", "You are live"]);
    await clock.pass(5_000);
    announcer.say("Ben, Ward 3", "name");
    expect(spoken).toHaveLength(3);
  });

  test("says again what is true again", async () => {
    announcer.say("You are live", "status");
    await clock.pass(3_000);
    announcer.say("You are live", "status");
    expect(spoken).toHaveLength(2);
  });

  test("says as much as one wants to hear, and alerts always", async () => {
    for (const [howMuch, heard] of [
      ["nothing", ["alert"]],
      ["names", ["alert", "name"]],
      ["everything", ["alert", "name", "status"]],
    ] as const) {
      spoken = [];
      const quiet = new Announcer(
        clock,
        (urgency, text) => spoken.push([urgency, text]),
        () => howMuch,
      );
      for (const urgency of ["alert", "name", "status"] as const) {
        quiet.say(urgency, urgency);
        await clock.pass(3_000);
      }
      expect(spoken.map(([, text]) => text)).toEqual(heard);
    }
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

  test("knows for how long a reader is busy with what it said", async () => {
    announcer.say("Your turn. Hold to talk", "alert");
    expect(speaking.getSnapshot()).toBe(true);
    await clock.pass(1_500);
    expect(speaking.getSnapshot()).toBe(true);
    await clock.pass(1_000);
    expect(speaking.getSnapshot()).toBe(false);
  });
});
