import type { Store } from "./store.ts";

/**
 * Everything the SDK needs from the world, as one injected object: the browser's is `platform/browser.ts`, React
 * Native brings its own, tests bring a simulated one with a clock they turn themselves.
 */
export interface Platform {
  /** A word kept per device, 1–64 characters: the same user on the same device never hears itself. */
  readonly device: string;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Opens a WebSocket; `on` hears of it later, never before this returns. */
  readonly webSocket: (url: string, protocol: string, on: SocketListener) => Socket;
  /** One HTTP exchange with JSON both ways, cookies included. Rejects when the server cannot be reached. */
  readonly http: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly media: MediaPort;
}

/** Time, as a platform has it. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean something. */
  readonly now: () => number;
  /** Calls `then` once, `ms` from now; the returned function cancels. */
  readonly after: (ms: number, then: () => void) => () => void;
}

/** One WebSocket, once it was asked for. */
export interface Socket {
  readonly send: (text: string) => void;
  readonly close: (code: number) => void;
}

/** Who hears of a WebSocket. */
export interface SocketListener {
  readonly opened: () => void;
  readonly received: (text: string) => void;
  /** The last call, also when it never opened (code 1006). */
  readonly closed: (code: number) => void;
}

/** One request to the server's HTTP door. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  readonly body?: unknown;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** The parsed body; its text where it is not JSON; `null` when there was none. */
  readonly body: unknown;
}

/** Sound in and out. */
export interface MediaPort {
  readonly microphone: Microphone;
  readonly devices: DevicePort;
  /** Opens a peer connection with one line that sends and `slots` that receive. */
  readonly connect: (slots: number, on: PathListener) => MediaPath;
  /** Plays what the platform held back until a person touched the page. */
  readonly turnSoundOn: () => void;
  /** Called with whether the platform holds sound back. */
  readonly watchSound: (blocked: (isBlocked: boolean) => void) => void;
}

/**
 * `unasked` nobody was asked yet · `asking` the platform is asking · `ready` · `refused` the person said no ·
 * `missing` no device · `busy` another program has it · `insecure` the page may not ask (no HTTPS).
 */
export type MicrophoneState = "unasked" | "asking" | "ready" | "refused" | "missing" | "busy" | "insecure";

/** The one microphone of a session: opened once, gated by each press. */
export interface Microphone {
  readonly state: () => MicrophoneState;
  readonly watch: (changed: (state: MicrophoneState) => void) => void;
  /** Opens it, asking the person where needed. Resolves to the state reached; never rejects. */
  readonly open: () => Promise<MicrophoneState>;
  /** Opens it if that needs no question. */
  readonly openIfAllowed: () => Promise<MicrophoneState>;
  /** Lets sound through, or silence. Takes effect before it returns. */
  readonly setGate: (open: boolean) => void;
  /** Listens to one's own voice until closed; `null` while the microphone is not ready. */
  readonly check: () => VoiceCheck | null;
}

/** A microphone or a speaker; `label` is empty until the person has allowed the microphone. */
export interface AudioDevice {
  readonly id: string;
  readonly label: string;
}

/** What a device is for. */
export type DeviceKind = "microphone" | "speaker";

/** What is plugged in, and what is in use. */
export interface Devices {
  readonly microphones: readonly AudioDevice[];
  /** Empty where the platform lets nobody choose. */
  readonly speakers: readonly AudioDevice[];
  /** Id of the one that was chosen; `null`: the platform's own choice. */
  readonly microphone: string | null;
  readonly speaker: string | null;
}

/** What there is to speak into and to hear with. */
export interface DevicePort {
  readonly store: Store<Devices>;
  /** Uses a device from now on, and the next time; `null` goes back to the platform's own choice. */
  readonly choose: (kind: DeviceKind, id: string | null) => void;
}

/** One's own voice, heard on this device and nowhere else: for meters and for hearing oneself. */
export interface VoiceCheck {
  /** Loudness now, 0–1. */
  readonly level: () => number;
  /** Keeps the next `ms` of sound. Rejects where the platform cannot record. */
  readonly record: (ms: number) => Promise<Recording>;
  readonly close: () => void;
}

/** A piece of one's own voice; it never leaves the device. */
export interface Recording {
  readonly lengthMs: number;
  /** Resolves when it was played to its end. */
  readonly play: () => Promise<void>;
  readonly discard: () => void;
}

/** `doubtful`: nothing has come for some seconds; the path may recover. */
export type PathState = "up" | "doubtful" | "down";

/** Who hears of a peer connection. */
export interface PathListener {
  readonly changed: (state: PathState) => void;
}

/** One peer connection. */
export interface MediaPath {
  /** The SDP offer; `restart` looks for a new way to the server, and keeps everything else. */
  readonly offer: (restart: boolean) => Promise<string>;
  readonly accept: (answer: string) => Promise<void>;
  /** Loudness of what a slot plays now, 0–1. */
  readonly slotLevel: (slot: number) => number;
  /** How loud a slot plays, 0–1. */
  readonly setSlotLoudness: (slot: number, share: number) => void;
  /** Loudness of what the microphone sends now, 0–1. */
  readonly uplinkLevel: () => number;
  readonly close: () => void;
}
