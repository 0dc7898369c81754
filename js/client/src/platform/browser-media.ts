import type { MediaPath, MediaPort, PathListener, PathState } from "../platform.ts";
import { BrowserDevices } from "./browser-devices.ts";
import { BrowserMicrophone } from "./browser-microphone.ts";
import { type Playing, Speaker } from "./browser-speaker.ts";

/** Levels are read at most this often. */
const LEVEL_PERIOD_MS = 66;

const PATH_STATES: { readonly [S in RTCPeerConnectionState]?: PathState } = {
  connected: "up",
  disconnected: "doubtful",
  failed: "down",
};

export class BrowserMedia implements MediaPort {
  readonly devices = new BrowserDevices();
  readonly microphone = new BrowserMicrophone(this.devices);
  private readonly speaker = new Speaker(this.devices);

  connect(slots: number, on: PathListener): MediaPath {
    return new BrowserPath(slots, on, this.microphone, this.speaker);
  }

  turnSoundOn(): void {
    this.speaker.turnOn();
  }

  watchSound(blocked: (isBlocked: boolean) => void): void {
    this.speaker.watch(blocked);
  }
}

class BrowserPath implements MediaPath {
  private readonly connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  private readonly slots: readonly RTCRtpReceiver[];
  private readonly slotLevels: readonly StatsLevel[];
  private readonly ownLevel: StatsLevel;
  private readonly stopWatching: () => void;
  private readonly playing: Playing;

  constructor(slots: number, on: PathListener, microphone: BrowserMicrophone, speaker: Speaker) {
    const { sender } = this.connection.addTransceiver(microphone.track ?? "audio", { direction: "sendonly" });
    this.stopWatching = microphone.watchTrack((track) => void sender.replaceTrack(track));
    this.slots = Array.from(
      { length: slots },
      () => this.connection.addTransceiver("audio", { direction: "recvonly" }).receiver,
    );
    this.playing = speaker.play(this.slots.map((receiver) => receiver.track));
    this.slotLevels = this.slots.map((receiver) => new StatsLevel(receiver, "inbound-rtp"));
    this.ownLevel = new StatsLevel(sender, "media-source");
    this.connection.addEventListener("connectionstatechange", () => {
      const state = PATH_STATES[this.connection.connectionState];
      if (state) on.changed(state);
    });
  }

  async offer(restart: boolean): Promise<string> {
    if (restart) this.connection.restartIce();
    await this.connection.setLocalDescription();
    return this.connection.localDescription?.sdp ?? "";
  }

  async accept(answer: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: "answer", sdp: answer });
  }

  slotLevel(slot: number): number {
    const [source] = this.slots[slot]?.getSynchronizationSources() ?? [];
    return source?.audioLevel ?? this.slotLevels[slot]?.read() ?? 0;
  }

  setSlotLoudness(slot: number, share: number): void {
    this.playing.setLoudness(slot, share);
  }

  uplinkLevel(): number {
    return this.ownLevel.read();
  }

  close(): void {
    this.stopWatching();
    this.playing.stop();
    this.connection.close();
  }
}

/** A level from `getStats`, which answers later: reading gives the last one and asks for the next. */
class StatsLevel {
  private readonly of: RTCRtpReceiver | RTCRtpSender;
  private readonly type: "inbound-rtp" | "media-source";
  private level = 0;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(of: RTCRtpReceiver | RTCRtpSender, type: "inbound-rtp" | "media-source") {
    this.of = of;
    this.type = type;
  }

  read(): number {
    const now = performance.now();
    if (now - this.readAt >= LEVEL_PERIOD_MS) {
      this.readAt = now;
      void this.refresh();
    }
    return this.level;
  }

  private async refresh(): Promise<void> {
    for (const report of (await this.of.getStats()).values()) {
      if (report.type === this.type && typeof report.audioLevel === "number") this.level = report.audioLevel;
    }
  }
}
