/** What the service worker keeps and when it uses it. Pure: it only decides. */

/** How a request is answered: from the cache first, from the network first, or not by the worker at all. */
export type Way = "cache first" | "network first" | "not ours";

export const CACHE_PREFIX = "pressel-shell-";
/** The present shell, and the one before: another tab may still run on it. */
const SHELLS_KEPT = 2;
/** Everything that is not the app's own file is the server's to answer, always: nothing that was said is ever cached. */
const SERVER_PATHS = /^\/(?:v1\/|livez|readyz|metrics)/;

interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

export function wayOf({ method, mode, url }: Asked, origin: string): Way {
  const { origin: from, pathname } = new URL(url);
  if (method !== "GET" || from !== origin || SERVER_PATHS.test(pathname)) return "not ours";
  if (mode === "navigate") return "network first";
  // Files with a hash in their name never change.
  return pathname.startsWith("/assets/") ? "cache first" : "network first";
}

/** Under what a request is kept; every page of the app is the same file. */
export function keyOf({ mode, url }: Asked): string {
  return mode === "navigate" ? "/" : new URL(url).pathname;
}

/** A name for a shell made of its files, so that another build has another one. */
export function cacheName(files: readonly string[]): string {
  let hash = 0;
  for (const char of files.join("\n")) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0;
  return `${CACHE_PREFIX}${(hash >>> 0).toString(36)}`;
}

/** Which of the caches can go; they come in the order in which they were made. */
export function outdated(names: readonly string[], present: string): readonly string[] {
  const older = names.filter((name) => name.startsWith(CACHE_PREFIX) && name !== present);
  return older.slice(0, Math.max(0, older.length - (SHELLS_KEPT - 1)));
}
