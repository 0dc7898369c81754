/** Plays incoming tracks, one element each, and knows when the browser waits for a tap first. */
export class Speaker {
  private readonly elements = new Set<HTMLAudioElement>();
  private readonly watchers: ((isBlocked: boolean) => void)[] = [];

  constructor() {
    // Unplugging headphones pauses every element on some phones.
    globalThis.navigator?.mediaDevices?.addEventListener?.("devicechange", () => this.turnOn());
  }

  watch(blocked: (isBlocked: boolean) => void): void {
    this.watchers.push(blocked);
  }

  /** Plays until the returned function is called. */
  play(tracks: readonly MediaStreamTrack[]): () => void {
    const elements = tracks.map((track) => {
      const element = new Audio();
      element.srcObject = new MediaStream([track]);
      return element;
    });
    for (const element of elements) {
      this.elements.add(element);
      void this.begin(element);
    }
    return () => {
      for (const element of elements) {
        this.elements.delete(element);
        element.pause();
        element.srcObject = null;
      }
    };
  }

  /** Plays what was held back; works when called by a tap. */
  turnOn(): void {
    for (const element of this.elements) void this.begin(element);
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
