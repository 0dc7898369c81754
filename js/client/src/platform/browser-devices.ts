import type { AudioDevice, DeviceKind, DevicePort, Devices } from "../platform.ts";
import { Cell, type Store } from "../store.ts";

const KEYS: { readonly [K in DeviceKind]: string } = { microphone: "pressel.microphone", speaker: "pressel.speaker" };
/** Chromium's names for whatever is in use; choosing nothing says the same. */
const ALIASES: readonly string[] = ["", "default", "communications"];
const DEVICES_MAX = 32;

/** The microphones and speakers of this machine, and which of them this browser was told to use. */
export class BrowserDevices implements DevicePort {
  readonly store: Store<Devices>;
  private readonly cell = new Cell<Devices>({
    microphones: [],
    speakers: [],
    microphone: kept("microphone"),
    speaker: kept("speaker"),
  });

  constructor() {
    this.store = this.cell;
    globalThis.navigator?.mediaDevices?.addEventListener?.("devicechange", () => void this.refresh());
    void this.refresh();
  }

  choose(kind: DeviceKind, id: string | null): void {
    keep(kind, id);
    this.cell.patch({ [kind]: id });
  }

  /** Looks again: names are told only once the microphone was allowed (W3C Media Capture and Streams §9.2). */
  async refresh(): Promise<void> {
    const found = (await globalThis.navigator?.mediaDevices?.enumerateDevices().catch(() => null)) ?? [];
    const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
    this.cell.patch({
      microphones: named(found, "audioinput"),
      speakers: canChooseSpeaker ? named(found, "audiooutput") : [],
    });
  }
}

function named(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): readonly AudioDevice[] {
  return found
    .filter((device) => device.kind === kind && !ALIASES.includes(device.deviceId))
    .slice(0, DEVICES_MAX)
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

function kept(kind: DeviceKind): string | null {
  try {
    return localStorage.getItem(KEYS[kind]);
  } catch {
    return null;
  }
}

function keep(kind: DeviceKind, id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(KEYS[kind]);
    else localStorage.setItem(KEYS[kind], id);
  } catch {
    // Storage is switched off: the choice holds for this visit.
  }
}
