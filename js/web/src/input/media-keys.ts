import type { ChannelSnapshot, Store } from "@pressel/client";
import type { Input } from "./hands.ts";

/** Browsers give media keys to pages whose sound lasts longer than 5 s; this is silence. */
const SILENCE_S = 8;
const RATE = 8_000;
const HEADER_BYTES = 44;
const SILENT_BYTE = 128;
const ACTIONS = ["play", "pause", "stop", "togglemicrophone", "hangup"] as const;

/**
 * The button of a headset, media keys, the lock screen (Media Session). They tell of a press and of nothing else, so they
 * switch hands-free.
 */
export function mediaKeys(channel: Store<ChannelSnapshot>): Input {
  return (hands) => {
    const session = globalThis.navigator?.mediaSession;
    if (session === undefined) return () => {};
    const silence = new Audio(URL.createObjectURL(silentWave()));
    silence.loop = true;
    const start = () => void silence.play().catch(() => {});
    start();
    // A page that was never touched may not sound; the first touch is enough.
    addEventListener("pointerup", start, { once: true });

    const toggle = () => {
      start();
      hands.toggleLatch();
    };
    for (const action of ACTIONS) handle(session, action, toggle);
    const show = () => {
      const { gateOpen } = channel.getSnapshot().floor;
      session.playbackState = gateOpen ? "playing" : "paused";
      void session.setMicrophoneActive?.(gateOpen);
    };
    const stopShowing = channel.subscribe(show);
    return () => {
      stopShowing();
      removeEventListener("pointerup", start);
      for (const action of ACTIONS) handle(session, action, null);
      silence.pause();
      URL.revokeObjectURL(silence.src);
    };
  };
}

/** Browsers know different actions, and refuse the others. */
function handle(session: MediaSession, action: string, then: (() => void) | null): void {
  try {
    session.setActionHandler(action as MediaSessionAction, then);
  } catch {
    // This browser has no such key.
  }
}

/** Eight seconds of nothing: 8-bit PCM in RIFF. */
function silentWave(): Blob {
  const bytes = new Uint8Array(HEADER_BYTES + RATE * SILENCE_S).fill(SILENT_BYTE, HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  word(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  word(36, "data");
  view.setUint32(40, RATE * SILENCE_S, true);
  return new Blob([bytes], { type: "audio/wav" });
}
