/** Keeps one peer connection to the server, and the microphone's gate. */
import { pauseMs } from "./link.ts";
import type { MediaPath, MicrophoneState, PathState, Platform } from "./platform.ts";

/** Incoming audio lines that are offered. */
export const SLOTS = 2;

/** The sound path, the microphone, and whether sound is held back. */
export interface MediaView {
  /** `up`: connected, and the server said so. */
  readonly path: "off" | "connecting" | "up" | "down";
  readonly microphone: MicrophoneState;
  /** Sound is held back until the person touches the page. */
  readonly soundBlocked: boolean;
}

/** Sends an SDP offer to the server and resolves to the answer. */
export type Negotiate = (sdp: string, restart: boolean) => Promise<string>;

export const MEDIA_TIMES = {
  /** A path that has gone quiet has so long to recover by itself before another way is looked for. */
  doubtMs: 2_000,
  /** A restart that has not found a way by then gives up its path for a new one. */
  restartMs: 5_000,
} as const;

export interface MediaListener {
  readonly changed: (view: MediaView) => void;
  /** The path has gone quiet: whether the server is there at all is worth a question. */
  readonly doubted: () => void;
}

export class Media {
  private readonly platform: Platform;
  private readonly on: MediaListener;
  private view: MediaView;
  private negotiate: Negotiate | null = null;
  private path: MediaPath | null = null;
  private connected = false;
  private confirmed = false;
  private doubtful = false;
  private restarting = false;
  /** An offer is on its way: a path that was whole before may be so still, but its two ends no longer agree. */
  private unanswered = false;
  private attempts = 0;
  private downSince = 0;
  private cancelRetry: () => void = () => {};
  private readonly open = new Set<string>();
  private readonly loudness = new Map<number, number>();

  constructor(platform: Platform, on: MediaListener) {
    this.platform = platform;
    this.on = on;
    this.view = { path: "off", microphone: platform.media.microphone.state(), soundBlocked: false };
    platform.media.microphone.watch((microphone) => this.show({ microphone }));
    platform.media.watchSound((soundBlocked) => this.show({ soundBlocked }));
  }

  get snapshot(): MediaView {
    return this.view;
  }

  /** Connects by way of `negotiate`, and again whenever the path goes, until `disconnect`. */
  connect(negotiate: Negotiate): void {
    this.negotiate = negotiate;
    this.attempts = 0;
    this.begin();
  }

  /** The signalling is lost and may come back: the path stays, and nothing is negotiated. */
  hold(): void {
    this.negotiate = null;
    this.cancelRetry();
  }

  /** The signalling is back, and the server kept the path: go on with it, or find a new way to the same end. */
  resume(negotiate: Negotiate): void {
    this.negotiate = negotiate;
    this.attempts = 0;
    const isWhole = this.path !== null && this.confirmed;
    if (!isWhole) this.begin();
    else if (!this.connected || this.doubtful || this.unanswered) this.restart();
  }

  /** The session is over; the path goes with it. */
  disconnect(): void {
    this.negotiate = null;
    this.cancelRetry();
    this.replacePath(null);
    this.show({ path: "off" });
  }

  /** What the server says of the path. */
  confirm(state: "up" | "down"): void {
    if (state === "up") {
      this.confirmed = true;
      this.settle();
    } else if (this.confirmed) {
      this.retry();
    }
  }

  /** Opens or closes the microphone on behalf of a channel; it is open while any channel wants it. */
  setGate(channel: string, open: boolean): void {
    if (open) this.open.add(channel);
    else this.open.delete(channel);
    this.platform.media.microphone.setGate(this.open.size > 0);
  }

  slotLevel(slot: number): number {
    return this.path?.slotLevel(slot) ?? 0;
  }

  /** How loud a slot plays, 0–1; holds for every later path too. */
  setSlotLoudness(slot: number, share: number): void {
    if (slot >= SLOTS || this.loudness.get(slot) === share) return;
    this.loudness.set(slot, share);
    this.path?.setSlotLoudness(slot, share);
  }

  uplinkLevel(): number {
    return this.path?.uplinkLevel() ?? 0;
  }

  private begin(): void {
    this.cancelRetry();
    const path: MediaPath = this.platform.media.connect(SLOTS, {
      changed: (state) => {
        if (this.path === path) this.follow(state);
      },
    });
    this.replacePath(path);
    this.show({ path: "connecting" });
    this.offer(path, false);
  }

  /** Looks for a new way to the server; keys, slots and the microphone stay. */
  private restart(): void {
    const { path } = this;
    if (path === null || this.negotiate === null) return;
    this.restarting = true;
    this.cancelRetry();
    this.cancelRetry = this.platform.clock.after(MEDIA_TIMES.restartMs, () => this.retry());
    this.show({ path: "connecting" });
    this.offer(path, true);
  }

  private follow(state: PathState): void {
    const { clock } = this.platform;
    this.doubtful = state === "doubtful";
    if (this.doubtful) {
      this.on.doubted();
      this.cancelRetry();
      this.cancelRetry = clock.after(MEDIA_TIMES.doubtMs, () => this.restart());
      return;
    }
    this.connected = state === "up";
    if (this.connected) this.settle();
    else if (this.negotiate === null) this.show({ path: "down" });
    else if (this.confirmed && !this.restarting) this.restart();
    else this.retry();
  }

  private offer(path: MediaPath, restart: boolean): void {
    this.exchange(path, restart).catch(() => {
      if (this.path === path) this.retry();
    });
  }

  private async exchange(path: MediaPath, restart: boolean): Promise<void> {
    this.unanswered = true;
    const sdp = await path.offer(restart);
    const answer = await this.negotiate?.(sdp, restart);
    if (answer === undefined || this.path !== path) return;
    await path.accept(answer);
    this.unanswered = false;
    // A path that was restarted while it was whole does not say that it is.
    if (this.path === path) this.settle();
  }

  private settle(): void {
    if (!this.connected || !this.confirmed || this.doubtful || this.unanswered) return;
    this.attempts = 0;
    this.restarting = false;
    this.cancelRetry();
    this.show({ path: "up" });
  }

  private retry(): void {
    if (this.negotiate === null) return;
    const { clock, random } = this.platform;
    if (this.attempts === 0) this.downSince = clock.now();
    const pause = pauseMs(this.attempts, clock.now() - this.downSince, random());
    this.attempts += 1;
    this.replacePath(null);
    this.show({ path: "down" });
    this.cancelRetry();
    this.cancelRetry = clock.after(pause, () => this.begin());
  }

  private replacePath(path: MediaPath | null): void {
    this.path?.close();
    this.path = path;
    for (const [slot, share] of this.loudness) path?.setSlotLoudness(slot, share);
    this.connected = false;
    this.confirmed = false;
    this.doubtful = false;
    this.restarting = false;
    this.unanswered = false;
  }

  private show(change: Partial<MediaView>): void {
    this.view = { ...this.view, ...change };
    this.on.changed(this.view);
  }
}
