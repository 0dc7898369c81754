import { type ButtonState, type Cue, TALK_BUTTON } from "@pressel/client";
import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../client/test/clock.ts";
import { CUES, lengthMs, type Note, pauseAfter } from "../src/sound/cues.ts";
import { schedule } from "../src/sound/player.ts";
import { readSounds } from "../src/sound/preferences.ts";
import { SoundDesk } from "../src/sound/sound-desk.ts";
import type { ButtonScene } from "../src/talk/button-words.ts";
import { sceneOf } from "../src/talk/states-page.tsx";

const ALL = Object.keys(CUES) as Cue[];

/** How a cue is told from another without its pitch: the lengths of its tones. */
function rhythm(notes: readonly Note[]): string {
  return notes.map(({ ms }) => ms).join(" ");
}

describe("the tones", () => {
  test("are those of the table of cues: how many, how long, how far apart", () => {
    expect(
      Object.fromEntries(ALL.map((cue) => [cue, `${rhythm(CUES[cue].notes)} in ${lengthMs(cue)}`])),
    ).toMatchInlineSnapshot(`
      {
        "alarm-heard": "400 400 in 800",
        "alarm-sent": "50 50 50 50 50 in 410",
        "denied": "300 in 300",
        "link-back": "120 120 in 280",
        "link-lost": "120 120 in 280",
        "permit": "60 60 in 160",
        "queued": "50 50 50 in 250",
        "released": "12 in 12",
        "revoked": "150 150 in 380",
        "start": "30 in 30",
        "tick": "20 in 20",
        "time-up": "500 in 500",
        "turn": "90 90 90 90 in 720",
      }
    `);
  });

  test("shake the device in their own way", () => {
    expect(CUES.turn.shake).toEqual([200, 80, 200]);
    expect(CUES.denied.shake).toEqual([60, 60, 60]);
    expect(CUES["alarm-heard"].shake).toHaveLength(8);
  });

  test("of different meaning differ in number or length, and what comes in pairs in direction", () => {
    const pitchless = ALL.filter((cue) => !cue.startsWith("link-"));
    expect(new Set(pitchless.map((cue) => rhythm(CUES[cue].notes))).size).toBe(pitchless.length);
    const [lost, back] = [CUES["link-lost"].notes, CUES["link-back"].notes].map((notes) => notes.map(({ hz }) => hz));
    expect(lost).toEqual(back?.toReversed());
  });

  test("of a turn sound twice, of a limit each second, of an emergency for 20 s and then each 30 s", () => {
    const pauses = (cue: Cue, count: number) => Array.from({ length: count }, (_, index) => pauseAfter(cue, index));
    expect(pauses("turn", 2)).toEqual([2_000, null]);
    expect(pauses("tick", 5)).toEqual([1_000, 1_000, 1_000, 1_000, null]);
    expect(pauses("alarm-heard", 21).slice(18)).toEqual([1_000, 30_000, 30_000]);
    expect(pauseAfter("permit", 0)).toBeNull();
  });
});

interface Written {
  readonly from: number;
  readonly until: number;
  readonly peak: number;
  readonly hz: number;
  readonly to: unknown;
}

/** A context that writes down what is scheduled in it. */
function paper(): { readonly context: BaseAudioContext; readonly written: Written[] } {
  const written: Written[] = [];
  const destination = { name: "speaker" };
  const context = {
    destination,
    createOscillator() {
      let hz = 0;
      let from = 0;
      let gain: { peak: number; to: unknown } | null = null;
      return {
        frequency: { setValueAtTime: (value: number) => (hz = value), linearRampToValueAtTime: () => {} },
        connect: (node: { peak: number; to: unknown }) => {
          gain = node;
          return node;
        },
        start: (at: number) => (from = at),
        stop: (until: number) => written.push({ from, until, hz, peak: gain?.peak ?? 0, to: gain?.to }),
      };
    },
    createGain() {
      const node = {
        peak: 0,
        to: null as unknown,
        gain: {
          setValueAtTime: () => {},
          linearRampToValueAtTime: (value: number) => (node.peak = Math.max(node.peak, value)),
        },
        connect: (to: unknown) => (node.to = to),
      };
      return node;
    },
  };
  return { context: context as unknown as BaseAudioContext, written };
}

test("a cue is written into the future of a context, and leads to its own output alone", () => {
  const { context, written } = paper();
  schedule(context, "permit", 0.2, 10);
  expect(written.map(({ from, until }) => [from.toFixed(2), until.toFixed(2)])).toEqual([
    ["10.00", "10.06"],
    ["10.10", "10.16"],
  ]);
  expect(written.every(({ peak, to }) => peak === 0.2 && to === context.destination)).toBe(true);
});

describe("the desk", () => {
  let clock: VirtualClock;
  let played: string[];
  let desk: SoundDesk;

  beforeEach(() => {
    clock = new VirtualClock();
    const startedAt = clock.now();
    played = [];
    desk = new SoundDesk(clock, (cue) => played.push(`${(clock.now() - startedAt) / 1_000} ${cue}`));
  });

  async function show(state: ButtonState, ms: number, scene: ButtonScene = sceneOf(state)): Promise<void> {
    desk.observe(state, scene);
    desk.observe(state, scene);
    await clock.pass(ms);
  }

  test("sounds what the table of states says, on entering one", async () => {
    for (const state of Object.keys(TALK_BUTTON) as ButtonState[]) {
      const one = new SoundDesk(clock, (cue) => played.push(cue));
      played.length = 0;
      one.observe(state, sceneOf(state));
      one.end();
      expect(played).toEqual(TALK_BUTTON[state].cue === null ? [] : [TALK_BUTTON[state].cue]);
    }
  });

  test("tells a talk from permit to the last seconds", async () => {
    await show("ask", 50);
    await show("talk", 1_000);
    await show("latched", 1_000);
    await show("ending", 4_700);
    await show("timeout", 1_000);
    expect(played).toEqual([
      "0.05 permit",
      "2.05 tick",
      "3.05 tick",
      "4.05 tick",
      "5.05 tick",
      "6.05 tick",
      "6.75 time-up",
    ]);
  });

  test("clicks softly when one lets go, and not when one is cut off", async () => {
    await show("talk", 1_000);
    await show("idle", 1_000);
    await show("talk", 1_000);
    await show("revoked", 1_000);
    expect(played).toEqual(["0 permit", "1 released", "2 permit", "3 revoked"]);
  });

  test("calls twice for one's turn, and stops when it is taken", async () => {
    await show("turn", 2_500);
    await show("talk", 5_000);
    expect(played).toEqual(["0 turn", "2 turn", "2.5 permit"]);
  });

  test("tells of a link that goes and comes back, and of none that was never there", async () => {
    const never = sceneOf("offline");
    await show("offline", 1_000, {
      ...never,
      session: { ...never.session, link: { ...never.session.link, wasUp: false } },
    });
    await show("idle", 1_000);
    expect(played).toEqual([]);
    await show("offline", 1_000);
    await show("idle", 1_000);
    expect(played).toEqual(["2 link-lost", "3 link-back"]);
  });

  test("sounds an emergency of somebody else until it is over", async () => {
    const scene = sceneOf("hear");
    const { view } = scene.channel;
    const talkers = view?.talkers.map((talker) => ({ ...talker, tier: "emergency" as const })) ?? [];
    const alarm = { ...scene, channel: { ...scene.channel, view: view && { ...view, talkers } } };
    await show("hear", 500);
    await show("hear", 2_500, alarm);
    await show("idle", 60_000);
    expect(played).toEqual(["0 start", "0.5 alarm-heard", "1.5 alarm-heard", "2.5 alarm-heard"]);
  });
});

test("what was kept is read as far as it means something", () => {
  expect(readSounds(`{"loudness":"high","groups":{"people":true},"shakes":false}`)).toMatchObject({
    loudness: "high",
    groups: { talk: true, people: true },
    shakes: false,
  });
  expect(readSounds(`{"loudness":"deafening"}`)?.loudness).toBe("middle");
  expect(readSounds("nonsense")).toBeNull();
});
