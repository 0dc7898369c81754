import { act, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { SERVER_AT_MS, summary } from "../../client/test/world.ts";
import { destinationOf } from "../src/lobby/destination.ts";
import { endOf, mutedUntil, mutes, nextEnd } from "../src/lobby/mutes.ts";
import { presence } from "../src/lobby/presence.ts";
import { open, pass, setStage, world } from "./stage.tsx";

setStage({ hash: "", arrange: () => mutes.choose({}) });
afterEach(() => {
  vi.useRealTimers();
});

async function becomeAdmin(): Promise<void> {
  world.admin = true;
  await open();
}

function row(id: string): HTMLElement {
  return screen.getByTestId(`channel-${id}`);
}

async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole("button", { name }));
  await pass(50);
}

async function join(text: string): Promise<void> {
  fireEvent.change(screen.getByLabelText("Name, code or link"), { target: { value: text } });
  await press("Join");
}

describe("a muted channel", () => {
  test("is silent for the time that was chosen, says so, and is heard again", async () => {
    world.session.join("lobby");
    await open();
    await press("Mute Lobby");
    fireEvent.click(screen.getByRole("button", { name: "15 minutes" }));
    await pass(50);
    expect(row("lobby").textContent).toMatch(/Muted until \d/);
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(0);
    await press("Hear Lobby again");
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(1);
  });

  test("is heard again by itself when its time is over", async () => {
    world.session.join("lobby");
    vi.useFakeTimers({ toFake: ["Date"], now: SERVER_AT_MS });
    await open();
    await act(async () => mutes.choose({ lobby: SERVER_AT_MS + 300 }));
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(0);
    vi.setSystemTime(SERVER_AT_MS + 300);
    await pass(400);
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(1);
  });

  test("lets an emergency through", async () => {
    world.session.join("lobby");
    await open();
    await act(async () => mutes.choose({ lobby: Date.now() + 60_000 }));
    const grant = { epoch: 10, seq: 3 };
    const talker = {
      member: "ben",
      name: "Ben",
      grant,
      since_at_ms: SERVER_AT_MS,
      limit_ms: 0,
      tier: "emergency",
    } as const;
    world.peer.tell({ type: "channel.changed", channel: { ...summary("lobby"), talker } });
    await pass(50);
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(1);
  });

  test("is muted until the next morning, whatever the hour", () => {
    const evening = new Date(2026, 10, 24, 22, 41).getTime();
    expect(new Date(endOf("tomorrow", evening))).toEqual(new Date(2026, 10, 25, 7, 0));
    expect(endOf("hour", evening) - evening).toBe(3_600_000);
    expect(mutedUntil({ lobby: evening }, "lobby", evening)).toBeNull();
    expect(nextEnd({ a: evening + 5, b: evening + 2, c: evening - 1 }, evening)).toBe(evening + 2);
  });
});

describe("joining", () => {
  const channels = [
    { id: "ward-3", name: "Ward 3" },
    { id: "kuche", name: "Küche" },
  ];

  test.each([
    ["Ward 3", { to: "channel", id: "ward-3" }],
    ["  ward-3 ", { to: "channel", id: "ward-3" }],
    ["KÜCHE", { to: "channel", id: "kuche" }],
    ["https://radio.example.org/#/channel/gate-b", { to: "channel", id: "gate-b" }],
    ["https://radio.example.org/#invite=K7M4QX", { to: "invitation", code: "K7M4QX" }],
    ["k7m 4qx", { to: "invitation", code: "K7M4QX" }],
    ["k7m-4q0", { to: "nowhere" }],
    ["nobody knows this", { to: "nowhere" }],
  ])("by %s leads to the right place", (text, destination) => {
    expect(destinationOf(text, channels)).toEqual(destination);
  });

  test("by a name opens the channel", async () => {
    await open();
    await join("lobby");
    await act(async () => dispatchEvent(new Event("hashchange")));
    expect(location.hash).toBe("#/channel/lobby");
    expect(screen.getByTestId("talk")).toBeDefined();
  });

  test("by what is not known says what to check", async () => {
    await open();
    await join("nowhere to be found");
    expect(screen.getByRole("alert").textContent).toContain("codes have no 0, O, 1 or I");
    await join("");
    expect(screen.getByRole("alert").textContent).toBe("Type a name or a code first.");
  });
});

describe("making a channel", () => {
  test("is for admins", async () => {
    await open();
    expect(screen.queryByRole("button", { name: "New channel" })).toBeNull();
  });

  test("sends what was chosen and goes there", async () => {
    world.rest = ({ method, url }) =>
      method === "POST" && url.endsWith("/v1/channels") ? { status: 201, body: { id: "gate-b" } } : null;
    await becomeAdmin();
    await press("New channel");
    const sheet = within(await screen.findByRole("dialog", { name: "New channel" }));
    fireEvent.change(sheet.getByLabelText("Name"), { target: { value: "Gate B" } });
    fireEvent.click(sheet.getByRole("radio", { name: "Stage" }));
    fireEvent.change(sheet.getByLabelText("Talk limit"), { target: { value: "60000" } });
    fireEvent.click(sheet.getByRole("checkbox", { name: "Guests may come in" }));
    fireEvent.click(sheet.getByRole("button", { name: "Make it" }));
    await pass(50);
    expect(world.requests.at(-1)?.body).toEqual({ name: "Gate B", mode: "stage", talk_limit_ms: 60_000, guests: true });
    expect(location.hash).toBe("#/channel/gate-b");
  });

  test("that is refused says why", async () => {
    world.rest = ({ url }) => (url.endsWith("/v1/channels") ? { status: 409, body: { code: "conflict" } } : null);
    await becomeAdmin();
    await press("New channel");
    const sheet = within(await screen.findByRole("dialog", { name: "New channel" }));
    fireEvent.click(sheet.getByRole("button", { name: "Make it" }));
    expect(sheet.getByText("Give it a name first.")).toBeDefined();
    fireEvent.change(sheet.getByLabelText("Name"), { target: { value: "Lobby" } });
    fireEvent.click(sheet.getByRole("button", { name: "Make it" }));
    await pass(50);
    expect(sheet.getByText(/There’s a channel of that name already/)).toBeDefined();
  });
});

describe("the lobby", () => {
  test("keeps its order when somebody talks", async () => {
    world.channels = [summary("alpha"), summary("beta")];
    await open();
    const order = () => screen.getAllByTestId(/^channel-/).map(({ dataset }) => dataset.testid);
    const before = order();
    const talker = { member: "ben", name: "Ben", grant: { epoch: 10, seq: 3 }, since_at_ms: SERVER_AT_MS, limit_ms: 0 };
    world.peer.tell({ type: "channel.changed", channel: { ...summary("beta"), talker } });
    await pass(50);
    expect(row("beta").textContent).toContain("Ben is talking");
    expect(order()).toEqual(before);
  });

  test("tells a guest how to go by another name", async () => {
    await open();
    await press("Edit your name");
    await pass(50);
    expect(screen.getByLabelText("What should we call you?")).toBeDefined();
  });
});

describe("one's own status", () => {
  afterEach(() => presence.choose("here"));

  test("is told to the server, and again to a new session", async () => {
    await open();
    expect(world.peer.all("presence.set")).toEqual([]);
    fireEvent.click(screen.getByRole("radio", { name: "Busy" }));
    await pass(50);
    expect(world.peer.all("presence.set").at(-1)?.presence).toBe("busy");
    const before = world.peer;
    before.hangUp(1001);
    await pass(3_000);
    expect(world.peer).not.toBe(before);
    fireEvent.click(screen.getByRole("radio", { name: "Available" }));
    await pass(50);
    expect(world.peer.all("presence.set").at(-1)?.presence).toBe("here");
  });
});

describe("a line of people", () => {
  test("shows how many wait", async () => {
    const talker = { member: "ben", name: "Ben", grant: { epoch: 10, seq: 3 }, since_at_ms: SERVER_AT_MS, limit_ms: 0 };
    world.channels = [{ ...summary("lobby"), talker, queue_length: 2, queue_max: 8 }];
    await open();
    expect(row("lobby").textContent).toContain("2 wait in line");
  });
});
