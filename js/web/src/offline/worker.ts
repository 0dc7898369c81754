/** The service worker: the app opens without a network, and a new version waits until it is called. */
import { cacheName, keyOf, outdated, wayOf } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;
/** The files of this build, put here by the build. */
declare const __SHELL__: readonly string[];

const SHELL: readonly string[] = __SHELL__;
const CACHE = cacheName(SHELL);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...SHELL])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const way = wayOf(event.request, self.location.origin);
  if (way === "cache first") event.respondWith(cacheFirst(event.request));
  else if (way === "network first") event.respondWith(networkFirst(event.request));
});

async function cacheFirst(request: Request): Promise<Response> {
  return (await caches.match(keyOf(request))) ?? fetch(request);
}

async function networkFirst(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(keyOf(request));
    if (kept === undefined) throw error;
    return kept;
  }
}

async function forgetOld(): Promise<void> {
  await Promise.all(outdated(await caches.keys(), CACHE).map((name) => caches.delete(name)));
}
