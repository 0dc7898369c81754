import {
  type ButtonState,
  type ChannelSnapshot,
  heardTalkers,
  isMuted,
  type SessionState,
  type Talker,
} from "@pressel/client";
import { clock, secondsLeft } from "../time.ts";
import { adviceFor, words } from "../words/current.ts";
import type { Advice } from "../words/en.ts";

/** Everything the words on the button depend on. */
export interface ButtonScene {
  readonly channel: ChannelSnapshot;
  readonly session: SessionState;
  /** The platform's clock. */
  readonly nowMs: number;
  /** The button is tapped here, not held. */
  readonly isTapped?: boolean;
}

type Wording = (scene: ButtonScene) => Advice;

/** What the button says in each state, and under it what to do next. */
const WORDING: { readonly [S in ButtonState]: Wording } = {
  idle: ({ channel: { view }, session, isTapped }) => ({
    word: isTapped ? words.button.idleTap : words.button.idle,
    next:
      session.media.microphone === "ready"
        ? words.button.willHear(view?.name ?? "", Math.max(0, (view?.memberCount ?? 1) - 1))
        : words.button.allowMicrophone,
  }),
  ask: () => ({ word: words.button.ask, next: words.button.keepHolding }),
  talk: (scene) => ({ word: words.button.live, next: talkingNext(scene) }),
  latched: ({ channel: { unheard } }) => ({
    word: words.button.locked,
    next: unheard ? words.button.unheard : words.button.tapToStop,
  }),
  ending: (scene) => ({ word: words.button.live, next: words.button.finishUp(talkSecondsLeft(scene)) }),
  hear: hearWording,
  queue: queueWording,
  turn: (scene) => {
    const next = scene.isTapped ? words.button.tapNow : words.button.holdNow;
    return { word: words.button.turn, next: next(turnSecondsLeft(scene)) };
  },
  denied: (scene) => adviceFor(words.denied, scene.channel.floor.cause, talkerName(scene)),
  revoked: ({ channel: { floor } }) => adviceFor(words.revoked, floor.cause, floor.by),
  timeout: () => words.button.timeout,
  offline: offlineWording,
  nomic: ({ session: { media } }) => {
    if (media.microphone === "missing") return words.button.noDevice;
    return media.microphone === "busy" ? words.button.micInUse : words.button.nomic;
  },
  listen: ({ channel, session }) => (isMuted(channel, session) ? words.button.muted : words.button.listen),
  alarm: (scene) =>
    scene.channel.floor.phase === "ending"
      ? { word: words.button.alarm.word, next: words.button.finishUp(talkSecondsLeft(scene)) }
      : words.button.alarm,
  alarmok: (scene) => words.button.alarmSeen(scene.channel.floor.by || words.someone, talkerName(scene)),
};

/** What a screen reader hears on entering a state; `null` where it hears nothing. */
const SPOKEN: { readonly [S in ButtonState]: (scene: ButtonScene) => string | null } = {
  idle: () => null,
  ask: () => words.announce.stillAsking,
  talk: () => words.announce.live,
  latched: () => words.announce.locked,
  ending: () => words.announce.ending,
  hear: (scene) => {
    const channel = scene.channel.view?.name ?? "";
    const say = isEmergency(scene) ? words.announce.alarmBy : words.announce.hear;
    return say(newestTalker(scene)?.name ?? words.someone, channel);
  },
  queue: ({ channel: { floor } }) => words.announce.inLine(floor.position),
  turn: ({ isTapped }) => (isTapped ? words.announce.turnTap : words.announce.turn),
  denied: (scene) => sentence(wordingOf("denied", scene)),
  revoked: (scene) => sentence(wordingOf("revoked", scene)),
  timeout: () => words.button.timeout.word,
  offline: ({ session }) => (isLost(session) ? words.announce.offline : null),
  nomic: () => words.announce.nomic,
  listen: spokenOnListening,
  alarm: () => words.announce.alarm,
  alarmok: (scene) => sentence(wordingOf("alarmok", scene)),
};

export function wordingOf(state: ButtonState, scene: ButtonScene): Advice {
  return WORDING[state](scene);
}

export function spokenFor(state: ButtonState, scene: ButtonScene): string | null {
  return SPOKEN[state](scene);
}

/** What a state is about: who is heard, which place one has. With it changes what there is to say. */
export function topicOf(state: ButtonState, scene: ButtonScene): string {
  if (state === "queue") return `queue ${scene.channel.floor.position}`;
  if (state !== "hear") return state;
  const newest = newestTalker(scene);
  return `hear ${newest?.member} ${newest?.tier === "emergency"}`;
}

/** The running clock of whoever talks; `null` where none runs. */
export function clockOf(state: ButtonState, scene: ButtonScene): string | null {
  const { session, nowMs, channel } = scene;
  if (channel.floor.phase === "talking" || channel.floor.phase === "ending") return clock(talkedMs(scene));
  const [talker] = heardTalkers(channel, session);
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

/** What is left to take one's turn; whole seconds. */
export function turnSecondsLeft({ channel: { floor }, nowMs }: ButtonScene): number {
  return secondsLeft((floor.timers.turn ?? nowMs) - nowMs);
}

function talkingNext(scene: ButtonScene): string {
  if (scene.channel.unheard) return words.button.unheard;
  return scene.channel.floor.limitMs > 0 ? words.button.left(talkSecondsLeft(scene)) : words.button.letGo;
}

function talkedMs({ channel, nowMs }: ButtonScene): number {
  return nowMs - channel.floor.since;
}

function newestTalker({ channel, session }: ButtonScene): Talker | undefined {
  return heardTalkers(channel, session).at(-1);
}

function talkerName({ channel, session }: ButtonScene): string {
  return heardTalkers(channel, session)[0]?.name ?? words.someone;
}

/** Whether somebody who is heard calls for help. */
export function isEmergency({ channel, session }: ButtonScene): boolean {
  return heardTalkers(channel, session).some(({ tier }) => tier === "emergency");
}

function hearWording(scene: ButtonScene): Advice {
  const { channel, session } = scene;
  const { view } = channel;
  const others = heardTalkers(channel, session).length - 1;
  const name = talkerName(scene);
  return { word: others > 0 ? words.button.several(name, others) : name, next: hearNext(scene, name, view) };
}

function hearNext(scene: ButtonScene, name: string, view: ChannelSnapshot["view"]): string {
  if (isEmergency(scene)) return words.button.pleaseListen;
  if (!view?.rights.talk || isMuted(scene.channel, scene.session)) return words.button.listenTo;
  if (view.talkers.length < view.talkersMax) return words.button.joinIn;
  if (view.queueMax === 0) return words.button.holdAfter(name);
  return scene.isTapped ? words.button.tapForLine : words.button.holdForLine;
}

function queueWording(scene: ButtonScene): Advice {
  const { position, held, latched } = scene.channel.floor;
  const name = talkerName(scene);
  const word = words.button.inLine(position);
  if (latched) return { word, next: words.button.talkAfter(name) };
  return { word, next: held ? words.button.keepHoldingFor(name) : words.button.waitForBell(name) };
}

/** Whether something that was there is gone; else it is only not there yet. */
export function isLost({ link, media }: SessionState): boolean {
  return link.wasUp && (link.phase !== "up" || media.path === "down");
}

function offlineWording({ session, nowMs }: ButtonScene): Advice {
  const { link } = session;
  if (!isLost(session)) return words.button.connecting;
  const { word, next } = words.button.offline;
  return { word, next: link.retryAt === null ? next : words.button.retryIn(secondsLeft(link.retryAt - nowMs)) };
}

/** Whoever was muted also hears why, in the host's own words. */
function spokenOnListening(scene: ButtonScene): string {
  const { channel, session } = scene;
  const { restraint } = channel;
  const said = sentence(wordingOf("listen", scene));
  if (!isMuted(channel, session) || !restraint?.text) return said;
  return `${said}. ${words.restraint.reason(restraint.by ?? words.someone, restraint.text)}`;
}

function sentence({ word, next }: Advice): string {
  return `${word}. ${next}`;
}
