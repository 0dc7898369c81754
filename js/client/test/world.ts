/** A world for one session: a clock that tests turn, a network with a delay, a server that answers as told. */
import type {
  ChannelState,
  ChannelSummary,
  Grant,
  Request,
  Result,
  Rights,
  Welcome,
  Event as WireEvent,
} from "../src/messages.gen.ts";
import type {
  Devices,
  HttpAnswer,
  HttpRequest,
  MediaPath,
  Microphone,
  MicrophoneState,
  PathListener,
  Platform,
  Recording,
  SocketListener,
  VoiceCheck,
} from "../src/platform.ts";
import { Session, type SessionOptions } from "../src/session.ts";
import { Cell } from "../src/store.ts";
import { VirtualClock } from "./clock.ts";

export const RIGHTS: Rights = { listen: true, talk: true, priority: 0, emergency: false, moderate: false };
export const GRANT: Grant = { epoch: 10, seq: 5 };
export const SERVER_AT_MS = 1_700_000_000_000;

type Refusal = { readonly code: string; readonly cause?: string };
type Answer = Result | Refusal | null;
type Answers = { [T in Request["type"]]?: (request: Extract<Request, { type: T }>) => Answer };
type Unnumbered = WireEvent extends infer E ? (E extends WireEvent ? Omit<E, "n"> : never) : never;

/** The server's end of one WebSocket. */
export class Peer {
  readonly url: string;
  readonly received: Request[] = [];
  closedWith: number | null = null;
  private readonly world: World;
  private readonly on: SocketListener;
  private lastEvent = 0;

  constructor(world: World, url: string, on: SocketListener) {
    this.world = world;
    this.url = url;
    this.on = on;
    world.clock.after(world.delayMs, () => {
      if (world.reachable) on.opened();
      else on.closed(1006);
    });
  }

  tell(event: Unnumbered): void {
    this.lastEvent += 1;
    this.deliver({ ...event, n: this.lastEvent });
  }

  /** The connection ends from the far side. */
  hangUp(code = 1006): void {
    this.world.clock.after(this.world.delayMs, () => this.on.closed(code));
  }

  deliver(message: object): void {
    this.world.clock.after(this.world.delayMs, () => this.on.received(JSON.stringify(message)));
  }

  hear(text: string): void {
    if (!this.world.reachable) return;
    const request = JSON.parse(text) as Request;
    this.received.push(request);
    const answer = this.world.answerTo(request);
    if (answer === null) return;
    if ("code" in answer) this.deliver({ type: "error", re: request.id, ...answer });
    else this.deliver({ type: "ok", re: request.id, result: answer });
    if (request.type === "media.offer" && !request.restart) this.tell({ type: "media.state", state: "up" });
  }

  types(): readonly string[] {
    return this.received.map((request) => request.type);
  }

  all<T extends Request["type"]>(type: T): readonly Extract<Request, { type: T }>[] {
    return this.received.filter((request): request is Extract<Request, { type: T }> => request.type === type);
  }
}

class Ears implements Microphone {
  gate: { readonly open: boolean; readonly at: number }[] = [];
  asked = 0;
  /** What asking ends in. */
  answer: MicrophoneState = "ready";
  /** How loud the person speaks, 0–1. */
  voice = 0;
  /** Recordings that were played back. */
  played = 0;
  private readonly world: World;
  private current: MicrophoneState = "ready";
  private changed: (state: MicrophoneState) => void = () => {};

  constructor(world: World) {
    this.world = world;
  }

  state(): MicrophoneState {
    return this.current;
  }

  watch(changed: (state: MicrophoneState) => void): void {
    this.changed = changed;
  }

  async open(): Promise<MicrophoneState> {
    this.asked += 1;
    this.become(this.answer);
    return this.current;
  }

  async openIfAllowed(): Promise<MicrophoneState> {
    return this.current;
  }

  setGate(open: boolean): void {
    if (open !== this.isOpen) this.gate.push({ open, at: this.world.clock.now() });
  }

  check(): VoiceCheck | null {
    if (this.current !== "ready") return null;
    return { level: () => this.voice, record: (ms) => this.record(ms), close: () => {} };
  }

  private record(lengthMs: number): Promise<Recording> {
    const play = async () => {
      this.played += 1;
    };
    return new Promise((resolve) => {
      this.world.clock.after(lengthMs, () => resolve({ lengthMs, play, discard: () => {} }));
    });
  }

  become(state: MicrophoneState): void {
    this.current = state;
    this.changed(state);
  }

  get isOpen(): boolean {
    return this.gate.at(-1)?.open ?? false;
  }
}

/** What became of one peer connection. */
interface Path {
  readonly on: PathListener;
  readonly loudness: Map<number, number>;
  closed: boolean;
  restarts: number;
}

export class World {
  readonly clock = new VirtualClock();
  readonly microphone = new Ears(this);
  readonly peers: Peer[] = [];
  readonly paths: Path[] = [];
  readonly devices = new Cell<Devices>({ microphones: [], speakers: [], microphone: null, speaker: null });
  readonly requests: HttpRequest[] = [];
  readonly session: Session;
  /** One way, for frames and HTTP alike. */
  delayMs = 5;
  reachable = true;
  signedIn = true;
  admin = false;
  channels: readonly ChannelSummary[] = [summary("lobby")];
  answers: Answers = {};
  bursts: readonly object[] = [];
  /** Answers of the HTTP door beyond the usual ones. */
  rest: (request: HttpRequest) => HttpAnswer | null = () => null;

  constructor(options: Partial<SessionOptions> = {}) {
    const platform: Platform = {
      device: "test-device",
      clock: this.clock,
      random: () => 0.5,
      webSocket: (url, _protocol, on) => this.socket(url, on),
      http: (request) => this.http(request),
      media: {
        microphone: this.microphone,
        devices: { store: this.devices, choose: (kind, id) => this.devices.patch({ [kind]: id }) },
        connect: (_slots, on) => this.path(on),
        turnSoundOn: () => {},
        watchSound: () => {},
      },
    };
    this.session = new Session(platform, { origin: "http://localhost:7373", client: "test/1", ...options });
  }

  get peer(): Peer {
    const last = this.peers.at(-1);
    if (last === undefined) throw new Error("nobody has connected yet");
    return last;
  }

  /** Connected and a member of the lobby, with media up. */
  async inLobby(): Promise<void> {
    this.session.start();
    this.session.join("lobby");
    await this.clock.pass(200);
  }

  answerTo(request: Request): Answer {
    const told = this.answers[request.type] as ((request: Request) => Answer) | undefined;
    return told ? told(request) : usual(request, this);
  }

  private socket(url: string, on: SocketListener) {
    const peer = new Peer(this, url, on);
    this.peers.push(peer);
    return {
      send: (text: string) => {
        this.clock.after(this.delayMs, () => peer.hear(text));
      },
      close: (code: number) => {
        peer.closedWith = code;
      },
    };
  }

  private http(request: HttpRequest): Promise<HttpAnswer> {
    this.requests.push(request);
    return new Promise((resolve, reject) => {
      this.clock.after(this.delayMs, () => {
        if (this.reachable) resolve(this.httpAnswer(request));
        else reject(new TypeError("nobody answers"));
      });
    });
  }

  private httpAnswer(request: HttpRequest): HttpAnswer {
    return this.rest(request) ?? this.usualAnswer(request);
  }

  private usualAnswer({ url, body }: HttpRequest): HttpAnswer {
    if (url.includes("/bursts")) return { status: 200, body: { bursts: this.bursts } };
    if (url.endsWith("/v1/guests")) this.signedIn = true;
    if (!this.signedIn) return { status: 401, body: { code: "bad-token", text: "Say a name first." } };
    const name = (body as { readonly name?: string } | undefined)?.name ?? "Ana";
    const token = `token-${this.requests.length}`;
    return { status: 200, body: { token, expires_at_ms: SERVER_AT_MS + 600_000, user: "u1", name } };
  }

  private path(on: PathListener): MediaPath {
    const path: Path = { on, loudness: new Map<number, number>(), closed: false, restarts: 0 };
    this.paths.push(path);
    return {
      offer: async (restart) => {
        path.restarts += Number(restart);
        return "v=0 offer";
      },
      accept: async () => on.changed("up"),
      slotLevel: () => 0.5,
      setSlotLoudness: (slot, share) => path.loudness.set(slot, share),
      uplinkLevel: () => 0.25,
      close: () => {
        path.closed = true;
      },
    };
  }
}

export function summary(id: string): ChannelSummary {
  return {
    id,
    name: id[0]?.toUpperCase() + id.slice(1),
    mode: "ptt",
    guests: true,
    talk_limit_ms: 30_000,
    member_count: 1,
    joined: false,
    rights: RIGHTS,
  };
}

export function channelState(id: string): ChannelState {
  return {
    ...summary(id),
    baseline: { epoch: 10, seq: 0 },
    members: [member("me", "Ana"), member("ben", "Ben")],
    member_count: 2,
    slot: 0,
  };
}

export function member(id: string, name: string) {
  return { id, user: `user-${id}`, name, guest: true, can_talk: true, joined_at_ms: SERVER_AT_MS };
}

export const WELCOME: Welcome = {
  session: "me",
  you: { user: "u1", name: "Ana", guest: true },
  limits: {
    frame_bytes_max: 65_536,
    messages_per_s_max: 50,
    channels_max: 8,
    slots_max: 8,
    member_list_max: 200,
    heartbeat_ms: 5_000,
    offline_after_ms: 12_000,
  },
  server_at_ms: SERVER_AT_MS,
  server: "pressel/test",
  token_expires_at_ms: SERVER_AT_MS + 600_000,
};

function usual(request: Request, world: World): Answer {
  switch (request.type) {
    case "hello":
      return world.admin ? { ...WELCOME, you: { ...WELCOME.you, guest: false, admin: true } } : WELCOME;
    case "channel.list":
      return { channels: [...world.channels] };
    case "channel.join":
      return { channel: channelState(request.channel) };
    case "media.offer":
      return { sdp: "v=0 answer" };
    case "floor.request":
      return { result: "granted", grant: GRANT, limit_ms: 30_000 };
    default:
      return {};
  }
}
