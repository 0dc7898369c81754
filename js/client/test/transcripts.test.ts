import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyToChannel, type ChannelEvent, type ChannelView, viewOf } from "../src/channel-view.ts";
import { Refused } from "../src/errors.ts";
import { Line, type RequestOf, type RequestType } from "../src/line.ts";
import { changeLobby } from "../src/lobby.ts";
import type { ChannelSummary, Event as WireEvent } from "../src/messages.gen.ts";
import type { SocketListener } from "../src/platform.ts";
import { settle, VirtualClock } from "./clock.ts";

interface Message {
  readonly type: string;
  readonly id?: unknown;
  readonly re?: number;
  readonly [field: string]: unknown;
}
interface Spoken {
  readonly from: string;
  readonly client: string;
  readonly message: Message;
}

const FOLDER = new URL("../../../protocol/transcripts/", import.meta.url);
const CHANNEL_EVENTS = /^(?:member|floor\.(?:taken|idle)|slot)/;

/** What one client of a transcript says and hears, in order. */
function part(file: string, client: string): readonly Spoken[] {
  return spoken(file).filter((line) => line.client === client);
}

function spoken(file: string): readonly Spoken[] {
  const { lines } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as { readonly lines: readonly Spoken[] };
  return lines.filter(({ from }) => from === "client" || from === "server");
}

const PARTS = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => [...new Set(spoken(file).map(({ client }) => client))].map((client) => ({ file, client })));

/** One client's half of a conversation, spoken by a real `Line`. */
class Replay {
  readonly events: WireEvent[] = [];
  readonly outcomes: unknown[] = [];
  readonly sent: Message[] = [];
  private readonly line: Line;
  private readonly ids = new Map<unknown, number>();
  private socket: SocketListener | null = null;

  constructor() {
    const platform = {
      clock: new VirtualClock(),
      webSocket: (_url: string, _protocol: string, on: SocketListener) => {
        this.socket = on;
        return { send: (text: string) => this.sent.push(JSON.parse(text) as Message), close: () => {} };
      },
    };
    this.line = new Line(platform, "ws://test/v1/ws", {
      opened: () => {},
      event: (event) => this.events.push(event),
      closed: () => {},
    });
    this.socket?.opened();
  }

  say({ type, id, ...fields }: Message): void {
    this.ids.set(id, this.sent.length + 1);
    const answer = this.line.request(type as RequestType, fields as unknown as RequestOf<RequestType>);
    answer.then(
      (result) => this.outcomes.push(result),
      (error: unknown) => this.outcomes.push(error),
    );
  }

  hear(message: Message): void {
    const re = message.re === undefined ? {} : { re: this.ids.get(message.re) ?? message.re };
    this.socket?.received(JSON.stringify({ ...message, ...re }));
  }
}

describe.each(PARTS)("$file, as $client hears it", ({ file, client }) => {
  const lines = part(file, client);

  test("every request is said as written, every answer reaches it, every event arrives in order", async () => {
    const replay = new Replay();
    const expected: unknown[] = [];
    for (const { from, message } of lines) {
      if (from === "client") {
        if (typeof message.id === "number") replay.say(message);
      } else {
        replay.hear(message);
        if (message.type === "ok") expected.push(message.result);
        else if (message.type === "error" && message.re) {
          expected.push(expect.objectContaining({ name: "Refused", code: message.code }));
        }
      }
      await settle();
    }
    const said = lines.filter(({ from, message }) => from === "client" && typeof message.id === "number");
    expect(replay.sent.map(({ id: _id, ...rest }) => rest)).toEqual(
      said.map(({ message: { id: _id, ...rest } }) => rest),
    );
    expect(replay.outcomes).toEqual(expected);
    expect(replay.outcomes.filter((outcome) => outcome instanceof Refused).length).toBe(
      lines.filter(({ message }) => message.type === "error" && message.re).length,
    );
    const told = lines.filter(({ message }) => "n" in message).map(({ message }) => message);
    expect(replay.events).toEqual(told);
  });

  test("the channel and the lobby that follow are what the server last said of them", () => {
    let view: ChannelView | null = null;
    let lobby: readonly ChannelSummary[] = [];
    for (const { message } of lines) {
      const result = message.result as { readonly channel?: never; readonly channels?: never } | undefined;
      if (result?.channel) view = viewOf(result.channel, []);
      if (result?.channels) lobby = result.channels;
      if (view && CHANNEL_EVENTS.test(message.type)) view = applyToChannel(view, message as unknown as ChannelEvent, 0);
      if (message.type === "channel.changed") lobby = changeLobby(lobby, message as never);
      if (view) expect(view.members).toHaveLength(view.memberCount);
    }
    const floor = lines.map(({ message }) => message).filter(({ type }) => /^floor\.(?:taken|idle)$/.test(type));
    const last = floor.at(-1);
    if (view && last) expect(view.talker).toEqual(last.type === "floor.taken" ? last.talker : null);
    expect(new Set(lobby.map(({ id }) => id)).size).toBe(lobby.length);
  });
});
