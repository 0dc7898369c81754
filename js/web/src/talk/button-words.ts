import type { ButtonState, ChannelSnapshot, SessionState } from "@pressel/client";
import { clock, secondsLeft } from "../time.ts";
import { adviceFor, words } from "../words/current.ts";
import type { Advice } from "../words/en.ts";

/** Everything the words on the button depend on. */
export interface ButtonScene {
  readonly channel: ChannelSnapshot;
  readonly session: SessionState;
  /** The platform's clock. */
  readonly nowMs: number;
}

type Wording = (scene: ButtonScene) => Advice;

/** What the button says in each state, and under it what to do next. */
const WORDING: { readonly [S in ButtonState]: Wording } = {
  idle: ({ channel: { view }, session }) => ({
    word: words.button.idle,
    next:
      session.media.microphone === "ready"
        ? words.button.willHear(view?.name ?? "", Math.max(0, (view?.memberCount ?? 1) - 1))
        : words.button.allowMicrophone,
  }),
  ask: () => ({ word: words.button.ask, next: words.button.keepHolding }),
  talk: (scene) => ({ word: words.button.live, next: talkingNext(scene) }),
  ending: (scene) => ({ word: words.button.live, next: words.button.finishUp(talkSecondsLeft(scene)) }),
  hear: ({ channel: { view } }) => {
    const name = view?.talker?.name ?? "";
    return { word: name, next: view?.rights.talk ? words.button.holdAfter(name) : words.button.listenTo };
  },
  denied: ({ channel: { floor, view } }) => adviceFor(words.denied, floor.cause, view?.talker?.name),
  revoked: ({ channel: { floor } }) => adviceFor(words.revoked, floor.cause, floor.by),
  timeout: () => words.button.timeout,
  offline: offlineWording,
  nomic: ({ session }) => (session.media.microphone === "missing" ? words.button.noDevice : words.button.nomic),
  listen: () => words.button.listen,
};

/** What a screen reader hears on entering a state; `null` where it hears nothing. */
const SPOKEN: { readonly [S in ButtonState]: (scene: ButtonScene) => string | null } = {
  idle: () => null,
  ask: () => words.announce.stillAsking,
  talk: () => words.announce.live,
  ending: () => words.announce.ending,
  hear: ({ channel: { view } }) => words.announce.hear(view?.talker?.name ?? "", view?.name ?? ""),
  denied: (scene) => sentence(wordingOf("denied", scene)),
  revoked: (scene) => sentence(wordingOf("revoked", scene)),
  timeout: () => words.button.timeout.word,
  offline: ({ session }) => (isLost(session) ? words.announce.offline : null),
  nomic: () => words.announce.nomic,
  listen: () => words.button.listen.next,
};

export function wordingOf(state: ButtonState, scene: ButtonScene): Advice {
  return WORDING[state](scene);
}

export function spokenFor(state: ButtonState, scene: ButtonScene): string | null {
  return SPOKEN[state](scene);
}

/** The running clock of whoever talks; `null` where none runs. */
export function clockOf(state: ButtonState, scene: ButtonScene): string | null {
  const { channel, session, nowMs } = scene;
  if (state === "talk" || state === "ending") return clock(talkedMs(scene));
  const talker = channel.view?.talker;
  return state === "hear" && talker ? clock(nowMs + session.serverAheadMs - talker.since_at_ms) : null;
}

/** What is left of the talk limit; whole seconds. */
export function talkSecondsLeft(scene: ButtonScene): number {
  return secondsLeft(scene.channel.floor.limitMs - talkedMs(scene));
}

/** Share of the talk limit that is left, 0–1; 1 where there is no limit. */
export function talkShareLeft(scene: ButtonScene): number {
  const { limitMs } = scene.channel.floor;
  return limitMs > 0 ? Math.max(0, 1 - talkedMs(scene) / limitMs) : 1;
}

function talkingNext(scene: ButtonScene): string {
  if (scene.channel.unheard) return words.button.unheard;
  return scene.channel.floor.limitMs > 0 ? words.button.left(talkSecondsLeft(scene)) : words.button.letGo;
}

function talkedMs({ channel, nowMs }: ButtonScene): number {
  return nowMs - channel.floor.since;
}

/** Whether something that was there is gone; else it is only not there yet. */
function isLost({ link, media }: SessionState): boolean {
  return link.wasUp && (link.phase !== "up" || media.path === "down");
}

function offlineWording({ session, nowMs }: ButtonScene): Advice {
  const { link } = session;
  if (!isLost(session)) return words.button.connecting;
  const { word, next } = words.button.offline;
  return { word, next: link.retryAt === null ? next : words.button.retryIn(secondsLeft(link.retryAt - nowMs)) };
}

function sentence({ word, next }: Advice): string {
  return `${word}. ${next}`;
}
