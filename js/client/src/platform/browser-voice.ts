import type { Recording, VoiceCheck } from "../platform.ts";

const WINDOW = 1_024;

/**
 * An ear on one's own voice. It hears a copy of the microphone's track, whose gate is its own: what is checked here is
 * neither sent nor kept from being sent.
 */
export class BrowserVoiceCheck implements VoiceCheck {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly wave = new Float32Array(WINDOW);
  private readonly speaker: () => string | null;
  private readonly stopWatching: () => void;
  private track: MediaStreamTrack | null = null;
  private source: MediaStreamAudioSourceNode | null = null;

  /** `watch` tells of the present track and of every later one, until the function it returns is called. */
  constructor(watch: (heard: (track: MediaStreamTrack) => void) => () => void, speaker: () => string | null) {
    this.analyser.fftSize = WINDOW;
    this.speaker = speaker;
    this.stopWatching = watch((track) => this.hear(track));
    void this.context.resume();
  }

  level(): number {
    this.analyser.getFloatTimeDomainData(this.wave);
    return Math.sqrt(this.wave.reduce((sum, sample) => sum + sample * sample, 0) / WINDOW);
  }

  async record(ms: number): Promise<Recording> {
    if (this.track === null) throw new Error("there is no microphone to record");
    const recorder = new MediaRecorder(new MediaStream([this.track]));
    const parts: Blob[] = [];
    const stopped = new Promise<void>((resolve) => {
      recorder.onstop = () => resolve();
    });
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.start();
    setTimeout(() => recorder.state !== "inactive" && recorder.stop(), ms);
    await stopped;
    return new Played(URL.createObjectURL(new Blob(parts, { type: recorder.mimeType })), ms, this.speaker);
  }

  close(): void {
    this.stopWatching();
    this.track?.stop();
    void this.context.close();
  }

  private hear(track: MediaStreamTrack): void {
    this.source?.disconnect();
    this.track?.stop();
    this.track = track.clone();
    this.track.enabled = true;
    this.source = this.context.createMediaStreamSource(new MediaStream([this.track]));
    this.source.connect(this.analyser);
  }
}

class Played implements Recording {
  readonly lengthMs: number;
  private readonly url: string;
  private readonly speaker: () => string | null;

  constructor(url: string, lengthMs: number, speaker: () => string | null) {
    this.url = url;
    this.lengthMs = lengthMs;
    this.speaker = speaker;
  }

  async play(): Promise<void> {
    const element = new Audio(this.url);
    await playOn(element, this.speaker());
    const ended = new Promise((resolve) => {
      element.onended = resolve;
      element.onerror = resolve;
    });
    await element.play();
    await ended;
  }

  discard(): void {
    URL.revokeObjectURL(this.url);
  }
}

/** Sends an element's sound to a device; where that one is gone, to the platform's own choice. */
export async function playOn(element: HTMLAudioElement, speaker: string | null): Promise<void> {
  await element.setSinkId?.(speaker ?? "").catch(() => element.setSinkId("").catch(() => {}));
}
