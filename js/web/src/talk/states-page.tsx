import { type ButtonState, type ChannelSnapshot, IDLE_FLOOR, type SessionState, TALK_BUTTON } from "@pressel/client";
import { useState } from "react";
import { Logo } from "../ui/logo.tsx";
import type { ButtonScene } from "./button-words.ts";
import { Pressel } from "./pressel.tsx";

type Floor = ChannelSnapshot["floor"];

const NOW_MS = 1_000_000;
const LOUD = 0.16;

/** What a state is called here, what is to be seen in it, and the floor that leads to it. */
interface StateRow {
  readonly name: string;
  readonly note: string;
  readonly floor?: Partial<Floor>;
  readonly channel?: Partial<ChannelSnapshot>;
  readonly session?: Partial<SessionState>;
  readonly isDown?: boolean;
}

const talkedFor = (seconds: number, left: number): Partial<Floor> => ({
  phase: "talking",
  since: NOW_MS - seconds * 1_000,
  limitMs: (seconds + left) * 1_000,
});

const STATES: { readonly [S in ButtonState]: StateRow } = {
  idle: { name: "Free", note: "Nobody is talking. Press and hold." },
  ask: { name: "Requesting", note: "Shown only after 0.1 s. Ends by itself within 1.5 s.", isDown: true },
  talk: { name: "Granted", note: "Ring empties clockwise: time left.", floor: talkedFor(12, 18), isDown: true },
  ending: {
    name: "Ending soon",
    note: "Last 5 seconds: one block a second, plus a tick.",
    floor: { ...talkedFor(27, 3), phase: "ending" },
    isDown: true,
  },
  latched: {
    name: "Hands-free",
    note: "Two bolts: it stays on when you let go.",
    floor: { ...talkedFor(8, 0), limitMs: 0, latched: true },
  },
  hear: { name: "Someone talking", note: "Spokes follow the voice." },
  queue: {
    name: "Queued",
    note: "Thick block: your place.",
    floor: { phase: "queued", position: 2, of: 4, held: true },
    isDown: true,
  },
  turn: {
    name: "Your turn",
    note: "If you let go while waiting: 4 s to take it.",
    floor: { phase: "turn", timers: { turn: NOW_MS + 2_600 } },
  },
  denied: { name: "Denied", note: "Always says why and what next.", floor: { phase: "denied", cause: "queue-full" } },
  revoked: {
    name: "Revoked",
    note: "Broken ring: your turn was taken.",
    floor: { phase: "revoked", cause: "preempted", by: "Dispatch" },
  },
  timeout: { name: "Time limit", note: "All time spent.", floor: { phase: "spent" } },
  offline: {
    name: "Connection lost",
    note: "Nothing you say is sent.",
    session: { link: { phase: "waiting", lostAt: NOW_MS, retryAt: NOW_MS + 2_600, attempts: 1, wasUp: true } },
  },
  nomic: { name: "Mic blocked", note: "You can still listen." },
  listen: { name: "Listen-only", note: "Your role here is listener." },
  alarm: {
    name: "Emergency",
    note: "Toothed ring. Red means this and nothing else.",
    floor: { ...talkedFor(6, 24), tier: "emergency" },
  },
  alarmok: {
    name: "Acknowledged",
    note: "Ana is talking; nobody hears you now.",
    floor: { by: "Dispatch" },
  },
};

const TALKER = { member: "m", grant: { epoch: 2, seq: 1 }, limit_ms: 30_000, since_at_ms: NOW_MS - 4_000 };

/** Every state of the talk button beside every other; for development builds. */
export function StatesPage() {
  const [theme, setTheme] = useState<string | undefined>(document.documentElement.dataset.theme);
  document.documentElement.dataset.theme = theme ?? "";
  return (
    <main className="mx-auto max-w-[1280px] p-6">
      <Logo />
      <h1 className="mt-4 text-2xl font-heavy">The talk button, every state</h1>
      <p className="text-ink-2">
        Ring shape, symbol, word, tone and colour change together. Take the colour away and each state still reads.
      </p>
      <p className="mt-3 flex gap-2">
        {["light", "dark"].map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={theme === one}
            className="min-h-11 rounded-control border-[1.5px] border-edge bg-raised px-4 font-strong aria-pressed:bg-ink aria-pressed:text-bg"
            onClick={() => setTheme(one)}
          >
            {one}
          </button>
        ))}
      </p>
      <ol className="mt-6 grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-4">
        {(Object.keys(STATES) as ButtonState[]).map((state) => (
          <State key={state} state={state} />
        ))}
      </ol>
    </main>
  );
}

function State({ state }: { readonly state: ButtonState }) {
  const { name, note, isDown = false } = STATES[state];
  return (
    <li className="grid justify-items-center gap-1 rounded-card border border-line bg-surface p-6 text-center">
      <Pressel state={state} scene={sceneOf(state)} isDown={isDown} level={() => LOUD} className="size-[216px]" />
      <h2 className="mt-4 font-heavy">{name}</h2>
      <p className="text-s text-ink-2">{note}</p>
      <p className="font-mono text-xs text-ink-2">
        {state} · {TALK_BUTTON[state].ring} · {TALK_BUTTON[state].cue ?? "no tone"}
      </p>
    </li>
  );
}

/** What a channel would be like in which the button shows this. */
export function sceneOf(state: ButtonState): ButtonScene {
  const row = STATES[state];
  const name = state === "hear" ? "Ben" : "Ana";
  const talks = state === "hear" || state === "queue" || state === "alarmok";
  const talkers = talks ? [{ ...TALKER, name }] : [];
  const rights = { listen: true, talk: state !== "listen", priority: 0, emergency: true, moderate: false };
  const view = {
    name: "Ward 3",
    memberCount: 13,
    talkers,
    talkersMax: 1,
    queueMax: 16,
    rights,
    members: [],
    bursts: [],
  };
  const channel = { floor: { ...IDLE_FLOOR, ...row.floor }, view, joined: true, unheard: false, ...row.channel };
  const session = {
    link: { phase: "up", wasUp: true, retryAt: null },
    media: { path: "up", microphone: state === "nomic" ? "refused" : "ready" },
    self: "me",
    serverAheadMs: 0,
    ...row.session,
  };
  return { channel, session, nowMs: NOW_MS } as unknown as ButtonScene;
}
