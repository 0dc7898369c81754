import type { ButtonState } from "@pressel/client";
import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../client/test/clock.ts";
import { Announcer } from "../src/announcer.tsx";
import type { ButtonScene } from "../src/talk/button-words.ts";
import { Narrator } from "../src/talk/narrator.ts";
import { sceneOf } from "../src/talk/states-page.tsx";
import { speak } from "../src/words/current.ts";
import { de } from "../src/words/de.ts";
import { en } from "../src/words/en.ts";

let clock: VirtualClock;
let spoken: string[];
let narrator: Narrator;

beforeEach(() => {
  speak(en);
  clock = new VirtualClock();
  const startedAt = clock.now();
  spoken = [];
  const announcer = new Announcer(clock, (urgency, text) => {
    spoken.push(`${((clock.now() - startedAt) / 1_000).toFixed(1)} ${urgency}: ${text}`);
  });
  narrator = new Narrator(clock, announcer);
});

type Floor = ButtonScene["channel"]["floor"];

/** The button shows a state for so long. */
async function show(
  state: ButtonState,
  ms: number,
  floor: Partial<Floor> = {},
  change = sceneOf(state),
): Promise<void> {
  const { channel, ...rest } = change;
  narrator.observe(state, { ...rest, channel: { ...channel, floor: { ...channel.floor, ...floor } } });
  await clock.pass(ms);
}

describe("what a screen reader hears", () => {
  test("of a talk up to its limit", async () => {
    await show("idle", 1_000);
    await show("ask", 60);
    await show("talk", 25_000);
    await show("ending", 4_700);
    await show("timeout", 3_000);
    await show("idle", 5_000);
    expect(spoken).toMatchInlineSnapshot(`
      [
        "1.1 status: You are live",
        "26.1 status: Five seconds left",
        "30.8 status: Time’s up",
      ]
    `);
  });

  test("of a wait in line, from the end of it to a turn", async () => {
    await show("hear", 4_000);
    await show("ask", 1_200);
    await show("queue", 4_000, { position: 3, of: 3 });
    await show("queue", 4_000, { position: 3, of: 4 });
    await show("queue", 4_000, { position: 2, of: 3 });
    await show("queue", 4_000, { position: 1, of: 2 });
    await show("turn", 1_000);
    await show("talk", 5_000);
    expect(spoken).toMatchInlineSnapshot(`
      [
        "0.0 status: Ben, Ward 3",
        "4.9 status: Still asking",
        "6.9 status: Third in line",
        "13.2 status: Second in line",
        "17.2 status: Next in line",
        "21.2 alert: Your turn. Hold to talk",
        "23.2 status: You are live",
      ]
    `);
  });

  test("of talkers that come and go faster than one can listen", async () => {
    for (let time = 0; time < 4; time += 1) {
      await show("hear", 700);
      await show("idle", 300);
    }
    await show("idle", 7_000);
    await show("hear", 1_000);
    expect(spoken).toMatchInlineSnapshot(`
      [
        "0.0 status: Ben, Ward 3",
        "11.0 status: Ben, Ward 3",
      ]
    `);
  });

  test("of one talker who takes over from another", async () => {
    const scene = sceneOf("hear");
    const { view } = scene.channel;
    const lu = view?.talkers.map((talker) => ({ ...talker, member: "lu", name: "Lu" })) ?? [];
    await show("hear", 3_000);
    await show("hear", 3_000, {}, { ...scene, channel: { ...scene.channel, view: view && { ...view, talkers: lu } } });
    expect(spoken).toEqual(["0.0 status: Ben, Ward 3", "3.0 status: Lu, Ward 3"]);
  });

  test("of a talk that somebody takes over, and of a refusal", async () => {
    await show("talk", 3_000);
    await show("revoked", 3_000);
    await show("idle", 3_000);
    await show("denied", 3_000);
    expect(spoken).toMatchInlineSnapshot(`
      [
        "0.0 status: You are live",
        "3.0 alert: Dispatch cut in. Hold again to get back in line",
        "9.0 status: Line is full. Try again in a moment",
      ]
    `);
  });

  test("of a link that goes while one is live, and comes back with what was missed", async () => {
    const back = sceneOf("idle");
    const view = back.channel.view;
    const missed = [1_000, 2_000].map((at) => ({ user: "ben", ended_at_ms: back.nowMs + at }));
    await show("latched", 4_000);
    await show("offline", 9_000);
    await show(
      "idle",
      3_000,
      {},
      { ...back, channel: { ...back.channel, view: view && { ...view, bursts: missed as never } } },
    );
    expect(spoken).toMatchInlineSnapshot(`
      [
        "0.0 status: You are live, locked",
        "4.0 alert: Disconnected, mic off",
        "14.0 status: Back. 2 missed",
      ]
    `);
  });

  test("of an emergency, one's own and another's", async () => {
    await show("alarm", 5_000);
    await show("alarmok", 5_000);
    const scene = sceneOf("hear");
    const { view } = scene.channel;
    const talkers = view?.talkers.map((talker) => ({ ...talker, tier: "emergency" as const })) ?? [];
    await show("hear", 5_000, {}, { ...scene, channel: { ...scene.channel, view: view && { ...view, talkers } } });
    expect(spoken).toMatchInlineSnapshot(`
      [
        "0.0 alert: Emergency sent. Your mic is open",
        "5.0 alert: Dispatch has seen it. Ana is answering",
        "10.0 alert: Emergency. Ben, Ward 3",
      ]
    `);
  });

  test("never of what is over by the time the reader is free", async () => {
    await show("hear", 500);
    await show("talk", 500);
    await show("idle", 5_000);
    expect(spoken).toEqual(["0.0 status: Ben, Ward 3"]);
  });

  test("of what one cannot do here", async () => {
    await show("listen", 5_000);
    await show("nomic", 5_000);
    expect(spoken).toMatchInlineSnapshot(`
      [
        "0.0 status: Listening. You can listen here, not talk",
        "5.0 status: Microphone blocked. You can still listen",
      ]
    `);
  });

  test("in German, too", async () => {
    speak(de);
    await show("queue", 4_000, { position: 2, of: 3 });
    await show("turn", 2_500);
    await show("latched", 3_000);
    expect(spoken).toMatchInlineSnapshot(`
      [
        "0.0 status: Platz 2 in der Schlange",
        "4.0 alert: Du bist dran. Zum Sprechen halten",
        "6.5 status: Du bist zu hören, eingerastet",
      ]
    `);
  });
});
