/** One channel one is a member of: what is known of it, and one's own half of its floor. */
import { type Burst, mergeBursts } from "./burst.ts";
import { applyToChannel, type ChannelEvent, type ChannelView, endOfTalk, taken, viewOf } from "./channel-view.ts";
import { LinkLost, Refused } from "./errors.ts";
import {
  deadline,
  type Floor,
  type FloorEffect,
  type FloorEvent,
  type Grip,
  IDLE_FLOOR,
  passTime,
  stepFloor,
} from "./floor.ts";
import type { RequestOf, RequestType, ResultOf } from "./line.ts";
import type {
  FloorGranted,
  FloorQueued,
  FloorResult,
  FloorRevoked,
  Grant,
  MemberChanged,
  MemberLeft,
  Notice,
  Person,
  Tier,
} from "./messages.gen.ts";
import type { Clock, MicrophoneState } from "./platform.ts";
import { Cell, type Store } from "./store.ts";

/** What a channel asks of the session it belongs to. */
export interface ChannelHost {
  readonly clock: Clock;
  readonly request: <T extends RequestType>(type: T, fields: RequestOf<T>) => Promise<ResultOf<T>>;
  readonly bursts: (channel: string) => Promise<readonly Burst[]>;
  /** A press number above every earlier one of the session. */
  readonly nextPress: () => number;
  readonly setGate: (channel: string, open: boolean) => void;
  readonly slotLevel: (slot: number) => number;
  readonly microphone: () => MicrophoneState;
  readonly openMicrophone: () => Promise<MicrophoneState>;
  /** Whether link and media are up. */
  readonly isReady: () => boolean;
  readonly serverNowMs: () => number;
  /** Session id and person; `null` before the first welcome. */
  readonly self: () => { readonly session: string; readonly person: Person } | null;
}

/** What a moderator did to oneself here, who, and why in that person's own words. */
export interface Restraint {
  readonly what: "muted" | "unmuted" | "removed" | "blocked";
  readonly by: string | null;
  readonly text: string | null;
}

/** What is known of a channel, and one's own half of its floor. */
export interface ChannelSnapshot {
  readonly id: string;
  /** Whether the server counts us in now. */
  readonly joined: boolean;
  /** `null` until the first join; kept over a lost link. */
  readonly view: ChannelView | null;
  readonly floor: Floor;
  /** Nobody hears the present talk: no other member has sound. */
  readonly unheard: boolean;
  /** Why one is not in: a code of the wire, or `removed`, `blocked` by a moderator. */
  readonly trouble: string | null;
  /** The last thing a moderator did to oneself; `null` when nothing was. */
  readonly restraint: Restraint | null;
  /** Whether history was read. */
  readonly historyRead: boolean;
}

/** How one goes oneself; every other reason is somebody else's doing. */
const OWN_WAYS: readonly string[] = ["left", "goodbye", "lost-link"];

/** Whether a reason is a moderator's doing. */
function isModerated(reason: string | null): reason is "removed" | "blocked" {
  return reason === "removed" || reason === "blocked";
}

/**
 * One channel of a session; `Session.join` gives it. Whether a press was granted, and everything that follows, is in
 * `store`: nothing here waits, and nothing throws.
 */
export class Channel {
  /** As in the server's paths: `a–z`, digits, hyphens, 1–64 characters. */
  readonly id: string;
  /** What is known; the same object until something changes. */
  readonly store: Store<ChannelSnapshot>;
  private readonly cell: Cell<ChannelSnapshot>;
  private readonly host: ChannelHost;
  /** What is asked for as soon as there is a microphone. */
  private wanted: { readonly grip: Grip; readonly tier: Tier } | null = null;
  /** The view of before the link was lost. */
  private away: ChannelView | null = null;
  private cancelTimer: () => void = () => {};

  /** @internal */
  constructor(id: string, host: ChannelHost) {
    this.id = id;
    this.host = host;
    this.cell = new Cell<ChannelSnapshot>({
      id,
      joined: false,
      view: null,
      floor: IDLE_FLOOR,
      unheard: false,
      trouble: null,
      restraint: null,
      historyRead: false,
    });
    this.store = this.cell;
  }

  /** The button goes down: the gate opens and the floor is asked for before this returns. */
  press(tier: Tier = "normal"): void {
    this.take("hold", tier);
  }

  /** The button is let go, or may no longer count as held. A latch stays. */
  release(): void {
    if (this.wanted?.grip === "hold") this.wanted = null;
    this.step({ type: "release" });
  }

  /** Talks without a hand from now on, until `cancel`. Emergency calls do. */
  latch(tier: Tier = "normal"): void {
    this.take("latch", tier);
  }

  /** A place in line without a hand on the button. Where nobody talks it is one's turn at once. */
  lineUp(): void {
    this.take("line", "normal");
  }

  /** Out of whatever it is: talk, latch, line. */
  cancel(): void {
    this.wanted = null;
    this.step({ type: "cancel" });
  }

  /** Hands-free on or off. */
  toggleLatch(): void {
    if (this.floor.latched) this.cancel();
    else this.latch();
  }

  /** Into the line, or out of it. */
  toggleLine(): void {
    if (this.floor.phase === "queued" || this.floor.phase === "turn") this.cancel();
    else this.lineUp();
  }

  /** A moderator put one out: only a `join` by hand leads back, no lost link does. */
  get isPutOut(): boolean {
    return isModerated(this.snapshot.trouble);
  }

  /** Loudness of what is heard here now, 0–1. */
  level(): number {
    const slot = this.snapshot.view?.slot ?? null;
    return slot === null ? 0 : this.host.slotLevel(slot);
  }

  /** Becomes a member, or one again after having been put out; nothing of before counts. A refusal is in `trouble`. */
  async join(): Promise<void> {
    this.away = null;
    this.step({ type: "reset" });
    try {
      const { channel } = await this.host.request("channel.join", { channel: this.id });
      const bursts = this.snapshot.view?.bursts ?? [];
      this.cell.patch({ joined: true, trouble: null, view: viewOf(channel, bursts) });
    } catch (error) {
      if (error instanceof Refused) this.refused(error);
      else ignoreLostLink(error);
      return;
    }
    await this.readHistory();
  }

  /** A block outlives the visit in which it was said why; the server says it again. */
  private refused({ code, message }: Refused): void {
    const isTold = code === "blocked" && message !== code;
    const restraint = isTold ? ({ what: "blocked", by: null, text: message } as const) : this.snapshot.restraint;
    this.cell.patch({ joined: false, trouble: code, restraint });
  }

  /**
   * The link or the membership is gone: nobody is heard, and no talk goes on.
   *
   * @internal
   */
  detach(): void {
    this.wanted = null;
    this.step({ type: "lost" });
    const { view, joined } = this.snapshot;
    if (joined) this.away = view;
    this.cell.patch({ joined: false, view: view && { ...view, talkers: [], talker: null, slot: null } });
  }

  /**
   * The link is back, and the server kept the membership: all is as it was, and what was missed is said again.
   *
   * @internal
   */
  resume(): void {
    if (this.away === null) return;
    const bursts = this.snapshot.view?.bursts ?? this.away.bursts;
    this.cell.patch({ joined: true, view: { ...this.away, bursts } });
    this.away = null;
    this.step({ type: "resumed" });
  }

  /**
   * The microphone is gone: hold and latch end, a place in line stays.
   *
   * @internal
   */
  drop(): void {
    this.wanted = null;
    this.step({ type: "unplugged" });
  }

  /**
   * Takes what the server says.
   *
   * @internal
   */
  hear(event: ChannelEvent | FloorNews): void {
    switch (event.type) {
      case "floor.granted":
        this.granted(event.press, event.grant, event.limit_ms);
        return;
      case "floor.queued":
        this.step({ type: "queued", press: event.press, position: event.position, of: event.of });
        return;
      case "floor.revoked":
        this.revoked(event);
        return;
      case "notice":
        if (event.code === "nobody-hears") this.cell.patch({ unheard: true });
        return;
      default:
        this.see(event);
    }
  }

  private revoked({ cause, by = null, grace_ms: graceMs, grant = null }: FloorRevoked): void {
    this.step({ type: "revoked", cause, by, graceMs, grant });
  }

  private get snapshot(): ChannelSnapshot {
    return this.cell.getSnapshot();
  }

  private get floor(): Floor {
    return this.snapshot.floor;
  }

  private see(event: ChannelEvent): void {
    const { view, floor } = this.snapshot;
    if (view === null) return;
    if (
      event.type === "member.left" &&
      event.member === this.host.self()?.session &&
      !OWN_WAYS.includes(event.reason)
    ) {
      this.putOut(event);
      return;
    }
    if (event.type === "member.changed" && event.member.id === this.host.self()?.session) this.restrain(view, event);
    const seen = applyToChannel(view, event, this.host.serverNowMs());
    // One's own talk is known from the grant: the server's news of it, a moment later, is none.
    if (seen !== view) this.cell.patch({ view: seen });
    const self = this.host.self()?.session;
    const end = floor.grant && self ? endOfTalk(view, event, self, floor.grant) : null;
    if (end) this.step({ type: "ended", ...end });
  }

  /** One was put out, by a moderator or because the channel is gone. It takes a new `join` to come back. */
  private putOut({ reason, by = null, text = null }: MemberLeft): void {
    this.detach();
    this.away = null;
    this.cell.patch({ trouble: reason, restraint: isModerated(reason) ? { what: reason, by, text } : null });
  }

  private restrain(view: ChannelView, { member: { id, muted = false }, by = null, text = null }: MemberChanged): void {
    const wasMuted = view.members.find((member) => member.id === id)?.muted ?? false;
    if (muted !== wasMuted) this.cell.patch({ restraint: { what: muted ? "muted" : "unmuted", by, text } });
  }

  private take(grip: Grip, tier: Tier): void {
    const microphone = this.host.microphone();
    if (microphone === "ready") {
      this.ask(grip, tier);
    } else if (microphone === "unasked") {
      this.wanted = { grip, tier };
      void this.askForMicrophone();
    }
  }

  private ask(grip: Grip, tier: Tier): void {
    const { joined, view } = this.snapshot;
    if (!joined || !view?.rights.talk || !this.host.isReady()) return;
    if (tier === "emergency" && !view.rights.emergency) return;
    const press = this.host.nextPress();
    this.step({ type: "press", press, grip, tier });
    if (this.floor.press === press) this.cell.patch({ unheard: false });
  }

  private async askForMicrophone(): Promise<void> {
    const state = await this.host.openMicrophone();
    const { wanted } = this;
    this.wanted = null;
    if (wanted !== null && state === "ready") this.ask(wanted.grip, wanted.tier);
  }

  /** What cannot be read now is read with the next join. */
  private async readHistory(): Promise<void> {
    const bursts = await this.host.bursts(this.id).catch(() => null);
    if (bursts === null) return;
    const { view } = this.snapshot;
    if (view) this.cell.patch({ historyRead: true, view: { ...view, bursts: mergeBursts(view.bursts, bursts) } });
  }

  private step(event: FloorEvent): void {
    this.become(stepFloor(this.floor, event, this.host.clock.now()));
  }

  private become({ floor, effects }: { readonly floor: Floor; readonly effects: readonly FloorEffect[] }): void {
    const { clock } = this.host;
    this.host.setGate(this.id, floor.gateOpen);
    for (const effect of effects) void this.send(effect);
    this.cancelTimer();
    const due = deadline(floor);
    if (due !== null) {
      this.cancelTimer = clock.after(Math.max(0, due - clock.now()), () =>
        this.become(passTime(this.floor, clock.now())),
      );
    }
    const isTalkNew = floor.phase === "talking" && this.floor.phase !== "talking" && this.floor.phase !== "ending";
    this.cell.patch({ floor });
    if (isTalkNew) this.takenByMe();
  }

  private async send(effect: FloorEffect): Promise<void> {
    const { press } = effect;
    try {
      if (effect.type === "request") {
        const { tier } = effect;
        const urgency = tier === "normal" ? {} : { tier };
        this.answered(press, await this.host.request("floor.request", { channel: this.id, press, ...urgency }));
      } else {
        await this.host.request("floor.release", { channel: this.id, press, grant: effect.grant });
        this.step({ type: "released", press });
      }
    } catch (error) {
      if (error instanceof Refused) this.step({ type: "denied", press, cause: error.cause ?? error.code });
      else ignoreLostLink(error);
    }
  }

  private answered(press: number, { result, grant, limit_ms, position, of }: FloorResult): void {
    if (result === "granted" && grant) this.granted(press, grant, limit_ms ?? 0);
    else if (result === "queued") this.step({ type: "queued", press, position: position ?? 1, of: of ?? 1 });
  }

  private granted(press: number, grant: Grant, limitMs: number): void {
    this.step({ type: "granted", press, grant, limitMs });
  }

  /** Others hear of it from the server; oneself knows already. */
  private takenByMe(): void {
    const { view, floor } = this.snapshot;
    const self = this.host.self();
    if (view === null || self === null || floor.grant === null) return;
    const now = this.host.serverNowMs();
    const { session: member, person } = self;
    const { grant, limitMs: limit_ms, tier } = floor;
    this.cell.patch({ view: taken(view, { member, name: person.name, grant, since_at_ms: now, limit_ms, tier }, now) });
  }
}

/** What the server says to this session alone. */
type FloorNews = FloorGranted | FloorQueued | FloorRevoked | Notice;

/** A channel hears of a lost link by `detach`, not by its requests. */
function ignoreLostLink(error: unknown): void {
  if (!(error instanceof LinkLost)) throw error;
}
