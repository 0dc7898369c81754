import { Cell, type Store } from "@pressel/client";

/** How the app lives on this device. */
export interface AppLife {
  /**
   * `unknown` at first · `none` this browser keeps no apps · `untrusted` the certificate was clicked through, which is
   * enough to talk and not enough to install (Chromium) · `kept` it opens without a network.
   */
  readonly shell: "unknown" | "none" | "untrusted" | "kept";
  /** A newer version waits to be called. */
  readonly isUpdateReady: boolean;
  /** Asks the browser to install; `null` where it did not offer. */
  readonly install: (() => Promise<void>) | null;
}

/** What Chromium sends when the page may be installed. */
interface InstallOffer extends Event {
  readonly prompt: () => Promise<unknown>;
}

const cell = new Cell<AppLife>({ shell: "unknown", isUpdateReady: false, install: null });
let waiting: ServiceWorker | null = null;

export const appLife: Store<AppLife> = cell;

/** Keeps the app on this device, and learns of newer versions. None is ever used before `takeUpdate`. */
export async function keepApp(): Promise<void> {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const offer = event as InstallOffer;
    cell.patch({ install: async () => void (await offer.prompt()) });
  });
  addEventListener("appinstalled", () => cell.patch({ install: null }));
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) {
    cell.patch({ shell: "none" });
    return;
  }
  try {
    const registration = await serviceWorker.register("/sw.js");
    cell.patch({ shell: "kept" });
    watch(registration);
  } catch (error) {
    const isUntrusted = error instanceof DOMException && error.name === "SecurityError";
    cell.patch({ shell: isUntrusted ? "untrusted" : "none" });
  }
}

/** Calls the newer version and starts with it. Only for a moment when nobody talks or listens here. */
export function takeUpdate(): void {
  if (waiting === null) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // The first one has nothing to replace.
    if (registration.waiting === null || registration.active === null) return;
    waiting = registration.waiting;
    cell.patch({ isUpdateReady: true });
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void registration.update().catch(() => {});
  });
}
