/** The browser's platform. */
import type { HttpAnswer, HttpRequest, Platform, Socket, SocketListener } from "../platform.ts";
import type { TokenSource } from "../rest.ts";
import { Session } from "../session.ts";
import { BrowserMedia } from "./browser-media.ts";

export { holdToTalk } from "./browser-hand.ts";

const DEVICE_KEY = "pressel.device";
const DEVICE_BYTES = 12;
/** A server that has not answered by then is taken for unreachable. */
const HTTP_ANSWER_MS_MAX = 5_000;

/** How a page opens its session; what is left out is the page's own. */
export interface PageOptions {
  /** The server: `https://talk.example.org`. Default: where the page came from. */
  readonly origin?: string;
  /** Program and version, for diagnostics: `my-app/1`. Default: the page's host. */
  readonly client?: string;
  /** A token, or where to get one, in place of the server's cookie; pages of another origin need it. */
  readonly token?: TokenSource;
}

/**
 * A session that has begun to connect, tied to the life of its page: what most pages need of this module. Sound that the
 * browser holds back begins with the first touch.
 */
export function openSession({ origin = location.origin, client = location.host, token }: PageOptions = {}): Session {
  const session = new Session(browserPlatform(), { origin, client, ...(token === undefined ? {} : { token }) });
  attachToPage(session);
  const touched = () => session.store.getSnapshot().media.soundBlocked && session.turnSoundOn();
  for (const touch of ["pointerup", "keydown"]) addEventListener(touch, touched);
  session.start();
  return session;
}

/** Everything a session needs from a browser: WebSocket, fetch, timers, microphone, peer connection, loudspeaker. */
export function browserPlatform(): Platform {
  return {
    device: deviceWord(),
    clock: {
      now: () => performance.now(),
      after: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    webSocket,
    http,
    media: new BrowserMedia(),
  };
}

/**
 * Ties a session to the life of its page: goodbye when it goes for good, back when it returns or the network does. A page
 * that is only put aside may come back, and what it leaves behind is a lost line.
 */
export function attachToPage(session: Session): void {
  addEventListener("pagehide", (event) => {
    if (!event.persisted) session.end();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) session.hurry();
  });
  document.addEventListener("freeze", () => session.pause());
  addEventListener("online", () => session.hurry());
}

function webSocket(url: string, protocol: string, on: SocketListener): Socket {
  const socket = new WebSocket(url, protocol);
  socket.onopen = () => on.opened();
  socket.onmessage = (event) => {
    if (typeof event.data === "string") on.received(event.data);
  };
  socket.onclose = (event) => on.closed(event.code);
  return {
    send: (text) => socket.send(text),
    close: (code) => socket.close(code),
  };
}

async function http({ method, url, token, body }: HttpRequest): Promise<HttpAnswer> {
  const headers = new Headers({ Accept: "application/json" });
  if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const answer = await fetch(url, {
    method,
    headers,
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(HTTP_ANSWER_MS_MAX),
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: answer.status, body: parsed(await answer.text().catch(() => "")) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? null : text;
  }
}

/** Kept in this browser; a browser that keeps nothing gets a new one per visit. */
function deviceWord(): string {
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(DEVICE_BYTES)), hex).join("");
  try {
    const kept = localStorage.getItem(DEVICE_KEY);
    if (kept) return kept;
    localStorage.setItem(DEVICE_KEY, fresh);
  } catch {
    // Storage is switched off.
  }
  return fresh;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
