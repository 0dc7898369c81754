import { describe, expect, test } from "vitest";
import { GRANT, SERVER_AT_MS, summary, World } from "./world.ts";

describe("coming in", () => {
  test("a visitor without a cookie is asked for a name, enters as a guest and sees the lobby", async () => {
    const world = new World();
    world.signedIn = false;
    world.session.start();
    await world.clock.pass(100);
    expect(world.session.store.getSnapshot()).toMatchObject({ entry: "needed", link: { phase: "ended" } });

    const entered = world.session.enter({ as: "guest", name: "Ana" });
    await world.clock.pass(100);
    await entered;
    expect(world.session.store.getSnapshot()).toMatchObject({
      entry: "open",
      link: { phase: "up" },
      you: { name: "Ana" },
      channels: [{ id: "lobby" }],
    });
  });

  test("each way in has its own door", async () => {
    const world = new World();
    const secret = { name: "Ana", password: "correct horse" };
    for (const entry of [
      { as: "guest", name: "Ana" },
      { as: "user", ...secret },
      { as: "first-admin", ...secret, claim: "c" },
    ] as const) {
      const entered = world.session.enter(entry);
      await world.clock.pass(50);
      await entered;
    }
    const sent = world.requests.filter(({ body }) => body !== undefined);
    expect(sent.map(({ url, body }) => [url.replace(/.*\/v1/, "/v1"), body])).toEqual([
      ["/v1/guests", { name: "Ana" }],
      ["/v1/sign-in", secret],
      ["/v1/claim", { ...secret, claim: "c" }],
    ]);
  });

  test("hello comes first, with the token and the device", async () => {
    const world = new World();
    await world.inLobby();
    expect(world.peer.url).toBe("ws://localhost:7373/v1/ws");
    expect(world.peer.received[0]).toMatchObject({ type: "hello", token: "token-1", device: "test-device" });
  });

  test("a refused token is fetched anew", async () => {
    const world = new World();
    world.session.start();
    await world.clock.pass(50);
    world.peer.hangUp(4401);
    await world.clock.pass(1_000);
    expect(world.peers).toHaveLength(2);
    expect(world.peer.received[0]).toMatchObject({ type: "hello", token: "token-2" });
  });

  test("a token that was given is used instead of the cookie, until there is no other", async () => {
    const tokens = ["first", "second", "second"];
    const world = new World({ token: () => tokens.shift() ?? "none" });
    world.signedIn = false;
    await world.inLobby();
    expect(world.peer.received[0]).toMatchObject({ type: "hello", token: "first" });
    world.peer.tell({ type: "notice", code: "token-expires" });
    await world.clock.pass(100);
    expect(world.peer.all("hello").map(({ token }) => token)).toEqual(["first", "second"]);
    expect(world.requests.map(({ method, token }) => [method, token])).toEqual([["GET", "first"]]);
    world.peer.hangUp(4401);
    await world.clock.pass(1_000);
    expect(world.session.store.getSnapshot()).toMatchObject({ entry: "needed", link: { phase: "ended" } });
  });

  test("a warning that the token ends brings a second hello on the same line", async () => {
    const world = new World();
    await world.inLobby();
    world.peer.tell({ type: "notice", code: "token-expires" });
    await world.clock.pass(100);
    expect(world.peers).toHaveLength(1);
    expect(world.peer.all("hello").map((hello) => hello.token)).toEqual(["token-1", "token-3"]);
  });

  test("the server's clock is known from the welcome", async () => {
    const world = new World();
    world.session.start();
    await world.clock.pass(100);
    expect(Math.abs(world.session.serverNowMs() - SERVER_AT_MS - 100)).toBeLessThan(100);
  });

  test("the lobby follows changes and keeps its order", async () => {
    const world = new World();
    world.channels = [summary("alpha"), summary("lobby")];
    await world.inLobby();
    world.peer.tell({ type: "channel.changed", channel: { ...summary("beta"), member_count: 3 }, removed: false });
    world.peer.tell({ type: "channel.changed", channel: { ...summary("lobby"), member_count: 9 }, removed: false });
    world.peer.tell({ type: "channel.changed", channel: summary("alpha"), removed: true });
    await world.clock.pass(50);
    const { channels } = world.session.store.getSnapshot();
    expect(channels?.map(({ id, member_count }) => [id, member_count])).toEqual([
      ["beta", 3],
      ["lobby", 9],
    ]);
  });
});

describe("a lost link", () => {
  test("joins its channels and its media again by itself", async () => {
    const world = new World();
    await world.inLobby();
    const channel = world.session.join("lobby");
    world.peer.hangUp();
    await world.clock.pass(20);
    expect(channel.store.getSnapshot().joined).toBe(false);
    await world.clock.pass(1_000);
    expect(world.peer.types()).toEqual(["hello", "channel.list", "channel.join", "media.offer"]);
    expect(channel.store.getSnapshot().joined).toBe(true);
    expect(world.session.store.getSnapshot().media.path).toBe("up");
    expect(world.paths.map((path) => path.closed)).toEqual([true, false]);
  });

  test("is tried within a second again and again while the server is away, and found within a second of its return", async () => {
    const world = new World();
    await world.inLobby();
    world.reachable = false;
    world.peer.hangUp();
    await world.clock.pass(10_000);
    expect(world.session.store.getSnapshot().link.phase).not.toBe("up");
    world.reachable = true;
    await world.clock.pass(1_100);
    expect(world.session.store.getSnapshot().link.phase).toBe("up");
  });

  test("ends a hold, and the return does not talk on", async () => {
    const world = new World();
    await world.inLobby();
    const channel = world.session.join("lobby");
    channel.press();
    await world.clock.pass(50);
    expect(world.microphone.isOpen).toBe(true);
    world.peer.hangUp();
    await world.clock.pass(2_000);
    expect(world.microphone.isOpen).toBe(false);
    expect(channel.store.getSnapshot()).toMatchObject({ joined: true, floor: { phase: "idle" } });
    expect(world.peer.all("floor.request")).toEqual([]);
  });

  test("a line that stays silent on a request is given up after five seconds", async () => {
    const world = new World();
    await world.inLobby();
    world.answers = { "floor.request": () => null, "floor.release": () => null };
    world.session.join("lobby").press();
    await world.clock.pass(5_000);
    expect(world.peers[0]?.closedWith).toBe(4408);
  });

  test("a path that goes quiet has the server asked, and a silent server is lost", async () => {
    const world = new World();
    await world.inLobby();
    world.paths[0]?.on.changed("doubtful");
    await world.clock.pass(5_000);
    expect(world.session.store.getSnapshot().link.phase).toBe("up");
    world.reachable = false;
    world.paths[0]?.on.changed("doubtful");
    await world.clock.pass(5_000);
    expect(world.peers[0]?.closedWith).toBe(4408);
  });

  test("goodbye is said on the way out and nobody comes back uncalled", async () => {
    const world = new World();
    await world.inLobby();
    world.session.end();
    await world.clock.pass(60_000);
    expect(world.peer.types().at(-1)).toBe("session.end");
    expect(world.peers).toHaveLength(1);
    expect(world.paths.every((path) => path.closed)).toBe(true);
  });
});

describe("moving to another server", () => {
  test("the new line is welcomed before the old one is closed", async () => {
    const world = new World();
    await world.inLobby();
    const [old] = world.peers;
    world.peer.tell({ type: "moved", url: "ws://node-b:7373/v1/ws", token: "moved-token" });
    await world.clock.pass(12);
    expect(world.peers).toHaveLength(2);
    expect(old?.closedWith).toBeNull();
    await world.clock.pass(100);
    expect(world.peer.url).toBe("ws://node-b:7373/v1/ws");
    expect(world.peer.received[0]).toMatchObject({ token: "moved-token" });
    expect(world.peer.types()).toContain("channel.join");
    expect(old?.types().at(-1)).toBe("session.end");
    expect(world.session.store.getSnapshot().link.phase).toBe("up");
  });
});

describe("media", () => {
  test("a press before media is up does nothing", async () => {
    const world = new World();
    world.answers = { "media.offer": () => null };
    await world.inLobby();
    world.session.join("lobby").press();
    await world.clock.pass(50);
    expect(world.peer.all("floor.request")).toEqual([]);
    expect(world.microphone.isOpen).toBe(false);
  });

  test("a microphone that is taken away ends the talk and gives the floor back", async () => {
    const world = new World();
    await world.inLobby();
    world.session.join("lobby").press();
    await world.clock.pass(50);
    world.microphone.become("missing");
    await world.clock.pass(20);
    expect(world.microphone.isOpen).toBe(false);
    expect(world.peer.all("floor.release").at(-1)).toMatchObject({ grant: GRANT });
  });
});

describe("loudness", () => {
  test("of a channel and of all of them multiply, and hold for the next connection", async () => {
    const world = new World();
    await world.inLobby();
    world.session.setLoudness("lobby", 0.5);
    world.session.setLoudness(null, 0.5);
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(0.25);
    world.peer.tell({ type: "media.state", state: "down", reason: "silent" });
    await world.clock.pass(2_000);
    expect(world.paths).toHaveLength(2);
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(0.25);
  });

  test("of a channel one enters later is known by then", async () => {
    const world = new World();
    world.session.setLoudness("lobby", 0);
    await world.inLobby();
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(0);
  });
});

describe("the HTTP door", () => {
  test("is asked by the rights of whoever is here, and an empty answer is one", async () => {
    const world = new World();
    await world.inLobby();
    world.rest = ({ method }) => (method === "DELETE" ? { status: 204, body: null } : null);
    const asked = world.session.ask("DELETE", "/v1/channels/lobby");
    await world.clock.pass(50);
    expect(await asked).toBeNull();
    expect(world.requests.at(-1)?.token).toMatch(/^token-/);
  });

  test("signs out: the browser is forgotten and a name is needed", async () => {
    const world = new World();
    await world.inLobby();
    const out = world.session.signOut();
    await world.clock.pass(50);
    await out;
    expect(world.requests.at(-1)?.method).toBe("DELETE");
    expect(world.session.store.getSnapshot().entry).toBe("needed");
  });
});
