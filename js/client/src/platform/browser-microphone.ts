import type { Microphone, MicrophoneState, VoiceCheck } from "../platform.ts";
import type { BrowserDevices } from "./browser-devices.ts";
import { BrowserVoiceCheck } from "./browser-voice.ts";

const CONSTRAINTS: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** What the names of DOMException mean here (W3C Media Capture and Streams §10.3). */
const REASONS: { readonly [name: string]: MicrophoneState } = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/**
 * The microphone of the page, opened once and kept: a gate that opens at once is worth the light of the device. The
 * gate is `track.enabled`; taking the track away instead costs the next burst its beginning.
 */
export class BrowserMicrophone implements Microphone {
  private current: MicrophoneState = globalThis.navigator?.mediaDevices ? "unasked" : "insecure";
  private readonly watchers: ((state: MicrophoneState) => void)[] = [];
  private readonly trackWatchers = new Set<(track: MediaStreamTrack) => void>();
  private readonly devices: BrowserDevices;
  private used: string | null;
  private opening: Promise<MicrophoneState> | null = null;
  private openGate = false;
  track: MediaStreamTrack | null = null;

  constructor(devices: BrowserDevices) {
    this.devices = devices;
    this.used = devices.store.getSnapshot().microphone;
    devices.store.subscribe(() => void this.follow());
    if (this.current === "insecure") return;
    navigator.mediaDevices.addEventListener?.("devicechange", () => {
      if (this.current === "missing" || this.current === "busy") void this.openIfAllowed();
    });
    void permission().then((status) =>
      status?.addEventListener("change", () => {
        if (status.state === "granted" && this.current === "refused") void this.open();
      }),
    );
  }

  state(): MicrophoneState {
    return this.current;
  }

  watch(changed: (state: MicrophoneState) => void): void {
    this.watchers.push(changed);
  }

  /** Tells of the present track, if any, and of every later one, until the returned function is called. */
  watchTrack(changed: (track: MediaStreamTrack) => void): () => void {
    this.trackWatchers.add(changed);
    return () => this.trackWatchers.delete(changed);
  }

  open(): Promise<MicrophoneState> {
    if (this.current === "ready" || this.current === "insecure") return Promise.resolve(this.current);
    this.opening ??= this.acquire().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  async openIfAllowed(): Promise<MicrophoneState> {
    const status = this.current === "insecure" ? null : await permission();
    return status?.state === "granted" ? this.open() : this.current;
  }

  setGate(open: boolean): void {
    this.openGate = open;
    if (this.track) this.track.enabled = open;
  }

  check(): VoiceCheck | null {
    if (this.track === null) return null;
    const watch = (heard: (track: MediaStreamTrack) => void) => {
      if (this.track) heard(this.track);
      return this.watchTrack(heard);
    };
    return new BrowserVoiceCheck(watch, () => this.devices.store.getSnapshot().speaker);
  }

  private async acquire(): Promise<MicrophoneState> {
    this.become("asking");
    try {
      const track = await this.capture();
      this.become(track ? this.adopt(track) : "missing");
      void this.devices.refresh();
    } catch (error) {
      this.become((error instanceof DOMException && REASONS[error.name]) || "missing");
    }
    return this.current;
  }

  /** Another microphone was chosen: the new one takes the place of the old; where it cannot be had, the old one stays. */
  private async follow(): Promise<void> {
    const { microphone } = this.devices.store.getSnapshot();
    if (microphone === this.used) return;
    this.used = microphone;
    if (this.track === null) return;
    const track = await this.capture().catch(() => undefined);
    if (track === undefined) return;
    this.track?.stop();
    this.adopt(track);
  }

  private async capture(): Promise<MediaStreamTrack | undefined> {
    const device = this.used === null ? {} : { deviceId: { ideal: this.used } };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { ...CONSTRAINTS, ...device } });
    return stream.getAudioTracks()[0];
  }

  private adopt(track: MediaStreamTrack): MicrophoneState {
    track.enabled = this.openGate;
    track.addEventListener("ended", () => this.ended(track));
    this.track = track;
    for (const changed of this.trackWatchers) changed(track);
    return "ready";
  }

  /** Unplugged, or taken away: say so, then go on with another one if that needs no question. */
  private ended(track: MediaStreamTrack): void {
    if (this.track !== track) return;
    this.track = null;
    this.become("missing");
    void this.openIfAllowed();
  }

  private become(state: MicrophoneState): void {
    this.current = state;
    for (const changed of this.watchers) changed(state);
  }
}

async function permission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: "microphone" });
  } catch {
    // Some browsers do not know the name.
    return null;
  }
}
