/** One channel one is a member of: what is known of it, and one's own half of its floor. */
import { type Burst, mergeBursts } from "./burst.ts";
import { applyToChannel, type ChannelEvent, type ChannelView, taken, viewOf } from "./channel-view.ts";
import { LinkLost, Refused } from "./errors.ts";
import { deadline, type Floor, type FloorEffect, type FloorEvent, IDLE_FLOOR, passTime, stepFloor } from "./floor.ts";
import type { RequestOf, RequestType, ResultOf } from "./line.ts";
import type {
  FloorGranted,
  FloorLeft,
  FloorQueued,
  FloorResult,
  FloorRevoked,
  Grant,
  Notice,
  Person,
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

export interface ChannelSnapshot {
  readonly id: string;
  /** Whether the server counts us in now. */
  readonly joined: boolean;
  /** `null` until the first join; kept over a lost link. */
  readonly view: ChannelView | null;
  readonly floor: Floor;
  /** Nobody hears the present talk: no other member has sound. */
  readonly unheard: boolean;
  /** Why joining was refused: a code of the wire. */
  readonly trouble: string | null;
  /** Whether history was read. */
  readonly historyRead: boolean;
}

export class Channel {
  readonly id: string;
  readonly store: Store<ChannelSnapshot>;
  private readonly cell: Cell<ChannelSnapshot>;
  private readonly host: ChannelHost;
  private held = false;
  /** The view of before the link was lost. */
  private away: ChannelView | null = null;
  private cancelTimer: () => void = () => {};

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
      historyRead: false,
    });
    this.store = this.cell;
  }

  /** The button goes down: the gate opens and the floor is asked for before this returns. */
  press(): void {
    this.held = true;
    if (this.host.microphone() === "ready") this.ask();
    else if (this.host.microphone() === "unasked") void this.askForMicrophone();
  }

  /** The button is let go, or may no longer count as held. */
  release(): void {
    this.held = false;
    this.step({ type: "release" });
  }

  /** Loudness of what is heard here now, 0–1. */
  level(): number {
    const slot = this.cell.getSnapshot().view?.slot ?? null;
    return slot === null ? 0 : this.host.slotLevel(slot);
  }

  /** Becomes a member, or one again after a lost link. Refusals land in `trouble`. */
  async join(): Promise<void> {
    try {
      const { channel } = await this.host.request("channel.join", { channel: this.id });
      const bursts = this.cell.getSnapshot().view?.bursts ?? [];
      this.cell.patch({ joined: true, trouble: null, view: viewOf(channel, bursts) });
    } catch (error) {
      if (error instanceof Refused) this.cell.patch({ joined: false, trouble: error.code });
      else ignoreLostLink(error);
      return;
    }
    await this.readHistory();
  }

  /** The link or the membership is gone: nothing is held any more. */
  detach(): void {
    this.drop();
    const { view, joined } = this.cell.getSnapshot();
    if (joined) this.away = view;
    this.cell.patch({ joined: false, view: view && { ...view, talker: null, slot: null } });
  }

  /** The link is back, and the server kept the membership: all is as it was, and what was missed is said again. */
  resume(): void {
    if (this.away === null) return;
    const bursts = this.cell.getSnapshot().view?.bursts ?? this.away.bursts;
    this.cell.patch({ joined: true, view: { ...this.away, bursts } });
    this.away = null;
  }

  /** The microphone is gone: a hold ends. */
  drop(): void {
    this.held = false;
    this.step({ type: "lost" });
  }

  hear(event: ChannelEvent | FloorRevoked | FloorGranted | FloorQueued | FloorLeft | Notice): void {
    const { view } = this.cell.getSnapshot();
    if (event.type === "floor.revoked") {
      this.step({ type: "revoked", cause: event.cause, by: event.by ?? null, graceMs: event.grace_ms });
    } else if (event.type === "notice") {
      if (event.code === "nobody-hears") this.cell.patch({ unheard: true });
    } else if (view && event.type !== "floor.granted" && event.type !== "floor.queued" && event.type !== "floor.left") {
      this.cell.patch({ view: applyToChannel(view, event, this.host.serverNowMs()) });
    }
  }

  private ask(): void {
    const { joined, view } = this.cell.getSnapshot();
    if (!joined || !view?.rights.talk || !this.host.isReady()) return;
    this.cell.patch({ unheard: false });
    this.step({ type: "press", press: this.host.nextPress() });
  }

  private async askForMicrophone(): Promise<void> {
    const state = await this.host.openMicrophone();
    if (this.held && state === "ready") this.ask();
  }

  /** What cannot be read now is read with the next join. */
  private async readHistory(): Promise<void> {
    const bursts = await this.host.bursts(this.id).catch(() => null);
    if (bursts === null) return;
    const { view } = this.cell.getSnapshot();
    if (view) this.cell.patch({ historyRead: true, view: { ...view, bursts: mergeBursts(view.bursts, bursts) } });
  }

  private step(event: FloorEvent): void {
    this.take(stepFloor(this.cell.getSnapshot().floor, event, this.host.clock.now()));
  }

  private take({ floor, effects }: { readonly floor: Floor; readonly effects: readonly FloorEffect[] }): void {
    const { clock } = this.host;
    this.host.setGate(this.id, floor.gateOpen);
    for (const effect of effects) void this.send(effect);
    this.cancelTimer();
    const due = deadline(floor);
    if (due !== null) {
      this.cancelTimer = clock.after(Math.max(0, due - clock.now()), () =>
        this.take(passTime(this.cell.getSnapshot().floor, clock.now())),
      );
    }
    this.cell.patch({ floor });
  }

  private async send({ press, ...effect }: FloorEffect): Promise<void> {
    try {
      if (effect.type === "request") {
        this.answered(press, await this.host.request("floor.request", { channel: this.id, press }));
      } else {
        await this.host.request("floor.release", { channel: this.id, press, grant: effect.grant });
        this.step({ type: "released", press });
      }
    } catch (error) {
      if (error instanceof Refused) this.step({ type: "denied", press, cause: error.cause ?? error.code });
      else ignoreLostLink(error);
    }
  }

  private answered(press: number, { result, grant, limit_ms }: FloorResult): void {
    if (result !== "granted" || grant === undefined) return;
    this.step({ type: "granted", press, grant, limitMs: limit_ms ?? 0 });
    const { floor, view } = this.cell.getSnapshot();
    if (floor.phase === "talking" && view) this.cell.patch({ view: this.takenByMe(view, grant, limit_ms ?? 0) });
  }

  private takenByMe(view: ChannelView, grant: Grant, limitMs: number): ChannelView {
    const self = this.host.self();
    if (self === null) return view;
    const now = this.host.serverNowMs();
    const { session: member, person } = self;
    return taken(view, { member, name: person.name, grant, since_at_ms: now, limit_ms: limitMs }, now);
  }
}

/** A channel hears of a lost link by `detach`, not by its requests. */
function ignoreLostLink(error: unknown): void {
  if (!(error instanceof LinkLost)) throw error;
}
