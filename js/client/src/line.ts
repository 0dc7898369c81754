/**
 * One WebSocket: requests out, each answered once; events in, each in its order.
 */
import { LinkLost, Refused } from "./errors.ts";
import type {
  Answered,
  Channels,
  Done,
  Error as ErrorAnswer,
  FloorResult,
  Joined,
  Ok,
  Request,
  Welcome,
  Event as WireEvent,
} from "./messages.gen.ts";
import type { Clock, Platform, Socket } from "./platform.ts";

export const LINE_LIMITS = {
  /** Requests without an answer at one time. */
  pendingMax: 64,
  /** A line that does not open, or a request that is not answered, for so long means that the line is dead. */
  answerMs: 5_000,
} as const;

export const SUBPROTOCOL = "pressel.v1";
/** Close codes of ours and of RFC 6455 §7.4.1. */
export const CLOSE = { normal: 1000, lost: 1006, deadLine: 4408, badToken: 4401 } as const;

interface Results {
  hello: Welcome;
  "channel.list": Channels;
  "channel.join": Joined;
  "channel.leave": Done;
  "media.offer": Answered;
  "floor.request": FloorResult;
  "floor.release": Done;
  "floor.position": FloorResult;
  "member.mute": Done;
  "member.remove": Done;
  "member.block": Done;
  "presence.set": Done;
  pong: Done;
  "session.end": Done;
}
export type RequestType = Request["type"];
export type RequestOf<T extends RequestType> = Omit<Extract<Request, { type: T }>, "id" | "type">;
export type ResultOf<T extends RequestType> = Results[T];

export interface LineListener {
  readonly opened: () => void;
  readonly event: (event: WireEvent) => void;
  /** Once, at the end; every pending request has been rejected before. */
  readonly closed: (code: number) => void;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly cancelTimer: () => void;
}

export class Line {
  private readonly socket: Socket;
  private readonly clock: Clock;
  private readonly on: LineListener;
  private readonly pending = new Map<number, Pending>();
  private open = true;
  /** Ids go on rising over a resume, so that a late answer to the old line meets no question of the new one. */
  lastId: number;

  constructor(platform: Pick<Platform, "clock" | "webSocket">, url: string, on: LineListener, lastId = 0) {
    this.clock = platform.clock;
    this.lastId = lastId;
    this.on = on;
    const cancelTimer = this.clock.after(LINE_LIMITS.answerMs, () => this.close(CLOSE.deadLine));
    this.socket = platform.webSocket(url, SUBPROTOCOL, {
      opened: () => {
        cancelTimer();
        on.opened();
      },
      received: (text) => this.receive(text),
      closed: (code) => this.end(code),
    });
  }

  /**
   * Sends a request before it returns.
   *
   * @throws Refused when the server says no; LinkLost when the line ends first.
   */
  request<T extends RequestType>(type: T, fields: RequestOf<T>): Promise<ResultOf<T>> {
    if (!this.open) return Promise.reject(new LinkLost("the link is down"));
    if (this.pending.size >= LINE_LIMITS.pendingMax) return Promise.reject(new LinkLost("too many requests wait"));
    this.lastId += 1;
    const id = this.lastId;
    const answer = new Promise<ResultOf<T>>((resolve, reject) => {
      const cancelTimer = this.clock.after(LINE_LIMITS.answerMs, () => this.close(CLOSE.deadLine));
      this.pending.set(id, { resolve: resolve as (result: never) => void, reject, cancelTimer });
    });
    this.socket.send(JSON.stringify({ type, id, ...fields }));
    return answer;
  }

  /** Ends the line; `closed` is called before this returns. */
  close(code: number): void {
    if (!this.open) return;
    this.socket.close(code);
    this.end(code);
  }

  private receive(text: string): void {
    if (!this.open) return;
    const message = parse(text);
    if (message === null) return;
    if (message.type === "ok") this.settle(message.re, (pending) => pending.resolve(message.result as never));
    else if (message.type === "error") this.settle(message.re, (pending) => pending.reject(refusal(message)));
    else this.on.event(message);
  }

  private settle(id: number, how: (pending: Pending) => void): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.pending.delete(id);
    pending.cancelTimer();
    how(pending);
  }

  private end(code: number): void {
    if (!this.open) return;
    this.open = false;
    for (const id of [...this.pending.keys()])
      this.settle(id, (pending) => pending.reject(new LinkLost("the link went")));
    this.on.closed(code);
  }
}

/** A message, or `null` for what is none. Unknown types pass: whoever reads them ignores them. */
function parse(text: string): Ok | ErrorAnswer | WireEvent | null {
  try {
    const message: unknown = JSON.parse(text);
    const isTagged = typeof message === "object" && message !== null && "type" in message;
    return isTagged ? (message as Ok | ErrorAnswer | WireEvent) : null;
  } catch {
    return null;
  }
}

function refusal(answer: ErrorAnswer): Refused {
  return new Refused(answer.code, {
    cause: answer.cause ?? undefined,
    text: answer.text ?? undefined,
    retryMs: answer.retry_ms ?? undefined,
  });
}
