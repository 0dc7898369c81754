import type { BrowserDevices } from "./browser-devices.ts";
import { playOn } from "./browser-voice.ts";

/** Tracks that play. */
export interface Playing {
  /** How loud the track at `index` plays, 0–1. */
  readonly setLoudness: (index: number, share: number) => void;
  readonly stop: () => void;
}

/** Plays incoming tracks, one element each, and knows when the browser waits for a tap first. */
export class Speaker {
  private readonly elements = new Set<HTMLAudioElement>();
  private readonly watchers: ((isBlocked: boolean) => void)[] = [];

  private readonly devices: BrowserDevices;

  constructor(devices: BrowserDevices) {
    this.devices = devices;
    devices.store.subscribe(() => this.moveSound());
    // Unplugging headphones pauses every element on some phones.
    globalThis.navigator?.mediaDevices?.addEventListener?.("devicechange", () => this.turnOn());
  }

  watch(blocked: (isBlocked: boolean) => void): void {
    this.watchers.push(blocked);
  }

  /** Plays until told to stop. */
  play(tracks: readonly MediaStreamTrack[]): Playing {
    const elements = tracks.map((track) => {
      const element = new Audio();
      element.srcObject = new MediaStream([track]);
      return element;
    });
    for (const element of elements) {
      this.elements.add(element);
      void playOn(element, this.used);
      void this.begin(element);
    }
    return {
      setLoudness: (index, share) => {
        const element = elements[index];
        if (element === undefined) return;
        element.volume = share;
        // Some phones have no volume a page may set; silence they do have.
        element.muted = share === 0;
      },
      stop: () => {
        for (const element of elements) {
          this.elements.delete(element);
          element.pause();
          element.srcObject = null;
        }
      },
    };
  }

  /** Plays what was held back; works when called by a tap. */
  turnOn(): void {
    for (const element of this.elements) void this.begin(element);
  }

  private get used(): string | null {
    return this.devices.store.getSnapshot().speaker;
  }

  private moveSound(): void {
    for (const element of this.elements) void playOn(element, this.used);
  }

  private async begin(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
      this.tell(false);
    } catch (error) {
      // Anything else means that the element was taken away meanwhile.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.tell(true);
    }
  }

  private tell(isBlocked: boolean): void {
    for (const blocked of this.watchers) blocked(isBlocked);
  }
}
