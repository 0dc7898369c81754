import { describe, expect, test } from "vitest";
import { MEDIA_TIMES } from "../src/media.ts";
import type { Hello } from "../src/messages.gen.ts";
import { channelState, member, WELCOME, World } from "./world.ts";

/** A world whose server has a lost session back, or will not. */
function kind(state: "resumed" | "reset" = "resumed"): World {
  const world = new World();
  let welcomes = 0;
  world.answers = {
    hello: (hello: Hello) => {
      welcomes += 1;
      const back = hello.resume ? { state } : {};
      return { ...WELCOME, ...back, resume: `me.${welcomes}` };
    },
  };
  return world;
}

describe("a line that is lost and back in time", () => {
  test("goes on with its session: no channel is joined anew, no path is made anew", async () => {
    const world = kind();
    await world.inLobby();
    const channel = world.session.join("lobby");
    world.peer.hangUp();
    await world.clock.pass(20);
    expect(channel.store.getSnapshot().joined).toBe(false);
    await world.clock.pass(1_000);
    expect(world.peer.types()).toEqual(["hello"]);
    expect(world.peer.received[0]).toMatchObject({ resume: "me.1", beats: true });
    expect(channel.store.getSnapshot()).toMatchObject({ joined: true, view: { slot: 0, memberCount: 2 } });
    expect(world.paths).toHaveLength(1);
    expect(world.session.store.getSnapshot().media.path).toBe("up");
  });

  test("says how far it has heard, and hears the rest", async () => {
    const world = kind();
    await world.inLobby();
    const channel = world.session.join("lobby");
    world.peer.tell({ type: "member.joined", channel: "lobby", member: member("cleo", "Cleo"), member_count: 3 });
    await world.clock.pass(50);
    world.peer.hangUp();
    await world.clock.pass(1_000);
    expect(world.peer.all("hello")[0]?.seen).toBe(2);
    world.peer.deliver({ type: "member.left", n: 3, channel: "lobby", member: "ben", reason: "left", member_count: 2 });
    await world.clock.pass(50);
    expect(channel.store.getSnapshot().view?.members.map(({ id }) => id)).toEqual(["me", "cleo"]);
    world.peer.hangUp();
    await world.clock.pass(1_000);
    expect(world.peer.all("hello")[0]).toMatchObject({ seen: 3, resume: "me.2" });
  });

  test("numbers its questions on, so that no late answer meets a new one", async () => {
    const world = kind();
    await world.inLobby();
    const last = Math.max(...world.peer.received.map(({ id }) => id));
    world.peer.hangUp();
    await world.clock.pass(1_000);
    expect(world.peer.received[0]?.id).toBe(last + 1);
  });

  test("a hold does not survive it, and nobody talks on", async () => {
    const world = kind();
    await world.inLobby();
    const channel = world.session.join("lobby");
    channel.press();
    await world.clock.pass(50);
    expect(channel.store.getSnapshot().floor.phase).toBe("talking");
    world.peer.hangUp();
    await world.clock.pass(10);
    expect(world.microphone.isOpen).toBe(false);
    await world.clock.pass(2_000);
    expect(channel.store.getSnapshot().floor.phase).toBe("idle");
    expect(world.microphone.isOpen).toBe(false);
  });

  test.each(["resumed", "reset"] as const)(
    "a removed member comes back by hand and by no lost link: %s",
    async (state) => {
      const world = kind(state);
      await world.inLobby();
      const channel = world.session.join("lobby");
      world.peer.tell({ type: "member.left", channel: "lobby", member: "me", reason: "removed", member_count: 1 });
      await world.clock.pass(50);
      world.peer.hangUp();
      await world.clock.pass(1_000);
      expect(world.peer.types()).not.toContain("channel.join");
      expect(channel.store.getSnapshot()).toMatchObject({ joined: false, trouble: "removed" });
      void channel.join();
      await world.clock.pass(50);
      expect(channel.store.getSnapshot()).toMatchObject({ joined: true, trouble: null });
    },
  );

  test("what was joined or left meanwhile is made good", async () => {
    const world = kind();
    await world.inLobby();
    world.session.join("kitchen");
    await world.clock.pass(50);
    world.reachable = false;
    world.peer.hangUp();
    await world.clock.pass(1_000);
    world.session.leave("kitchen");
    world.session.join("office");
    world.reachable = true;
    await world.clock.pass(2_000);
    expect(world.peer.all("channel.leave").map(({ channel }) => channel)).toEqual(["kitchen"]);
    expect(world.peer.all("channel.join").map(({ channel }) => channel)).toEqual(["office"]);
  });

  test("a line that seems whole is asked when the network was away, and given up when it is not", async () => {
    const world = kind();
    await world.inLobby();
    const [first] = world.peers;
    world.session.hurry();
    await world.clock.pass(6_000);
    expect(first?.closedWith).toBeNull();
    world.reachable = false;
    world.session.hurry();
    await world.clock.pass(5_000);
    expect(first?.closedWith).toBe(4408);
  });

  test("a welcome that never came is asked for again with the same id", async () => {
    const world = kind();
    await world.inLobby();
    world.reachable = false;
    world.peer.hangUp();
    await world.clock.pass(10_000);
    world.reachable = true;
    await world.clock.pass(2_000);
    expect(world.peer.all("hello")[0]?.resume).toBe("me.1");
    expect(world.session.store.getSnapshot().link.phase).toBe("up");
  });
});

describe("a line that is back too late", () => {
  test("joins anew, with a new path", async () => {
    const world = kind("reset");
    await world.inLobby();
    world.answers = { ...world.answers, "channel.join": ({ channel }) => ({ channel: channelState(channel) }) };
    world.peer.hangUp();
    await world.clock.pass(1_000);
    expect(world.peer.types()).toEqual(["hello", "channel.list", "channel.join", "media.offer"]);
    expect(world.paths.map(({ closed }) => closed)).toEqual([true, false]);
  });

  test("has no way back behind a goodbye", async () => {
    const world = kind();
    await world.inLobby();
    world.session.end();
    world.session.start();
    await world.clock.pass(200);
    expect(world.peer.all("hello")[0]?.resume).toBeUndefined();
  });
});

describe("the path of the sound", () => {
  test("is restarted, not replaced, when it is lost while the line lives", async () => {
    const world = kind();
    await world.inLobby();
    world.paths[0]?.on.changed("down");
    await world.clock.pass(50);
    expect(world.peer.all("media.offer").at(-1)).toMatchObject({ restart: true });
    expect(world.paths).toHaveLength(1);
    expect(world.session.store.getSnapshot().media.path).toBe("up");
  });

  test("is restarted when it stays quiet, and left alone when it recovers", async () => {
    const world = kind();
    await world.inLobby();
    world.paths[0]?.on.changed("doubtful");
    await world.clock.pass(MEDIA_TIMES.doubtMs - 100);
    world.paths[0]?.on.changed("up");
    await world.clock.pass(5_000);
    expect(world.paths[0]?.restarts).toBe(0);
    world.paths[0]?.on.changed("doubtful");
    await world.clock.pass(MEDIA_TIMES.doubtMs + 50);
    expect(world.paths[0]?.restarts).toBe(1);
  });

  test("that was lost with the line is restarted with the new one", async () => {
    const world = kind();
    await world.inLobby();
    world.reachable = false;
    world.peer.hangUp();
    world.paths[0]?.on.changed("doubtful");
    await world.clock.pass(4_000);
    expect(world.paths[0]?.restarts).toBe(0);
    world.reachable = true;
    await world.clock.pass(2_000);
    expect(world.paths[0]?.restarts).toBe(1);
    expect(world.paths).toHaveLength(1);
    expect(world.session.store.getSnapshot().media.path).toBe("up");
  });

  test("whose restart was never answered is restarted again with the new line, though it recovered", async () => {
    const world = kind();
    await world.inLobby();
    world.reachable = false;
    world.paths[0]?.on.changed("doubtful");
    await world.clock.pass(MEDIA_TIMES.doubtMs + 50);
    world.peer.hangUp();
    await world.clock.pass(50);
    world.paths[0]?.on.changed("up");
    world.reachable = true;
    await world.clock.pass(2_000);
    expect(world.peer.all("media.offer")).toMatchObject([{ restart: true }]);
    expect(world.paths.map(({ closed }) => closed)).toEqual([false]);
    expect(world.session.store.getSnapshot().media.path).toBe("up");
  });

  test("is made anew when a restart is refused", async () => {
    const world = kind();
    await world.inLobby();
    world.answers = {
      ...world.answers,
      "media.offer": ({ restart }) => (restart ? { code: "bad-offer" } : { sdp: "v=0 answer" }),
    };
    world.paths[0]?.on.changed("down");
    await world.clock.pass(2_000);
    expect(world.paths.map(({ closed }) => closed)).toEqual([true, false]);
    expect(world.session.store.getSnapshot().media.path).toBe("up");
  });

  test("that the server gave up is made anew", async () => {
    const world = kind();
    await world.inLobby();
    world.peer.tell({ type: "media.state", state: "down", reason: "silent" });
    await world.clock.pass(2_000);
    expect(world.paths.map(({ closed, restarts }) => [closed, restarts])).toEqual([
      [true, 0],
      [false, 0],
    ]);
  });
});

describe("the heartbeat of a talker", () => {
  test("every ping is answered", async () => {
    const world = kind();
    await world.inLobby();
    world.peer.tell({ type: "ping" });
    await world.clock.pass(50);
    expect(world.peer.all("pong")).toHaveLength(1);
  });

  test("a server that stops asking a talker is given up, and the gate closes", async () => {
    const world = kind();
    await world.inLobby();
    const [first] = world.peers;
    world.session.join("lobby").press();
    world.peer.tell({ type: "ping" });
    await world.clock.pass(2_000);
    expect(world.microphone.isOpen).toBe(true);
    world.reachable = false;
    await world.clock.pass(1_500);
    expect(first?.closedWith).toBe(4408);
    expect(world.microphone.isOpen).toBe(false);
  });

  test("code that is about to be stopped lets go first", async () => {
    const world = kind();
    await world.inLobby();
    const channel = world.session.join("lobby");
    channel.latch();
    await world.clock.pass(50);
    expect(channel.store.getSnapshot().floor.phase).toBe("talking");
    world.session.pause();
    await world.clock.pass(50);
    expect(world.microphone.isOpen).toBe(false);
    expect(world.peer.all("floor.release")).toHaveLength(1);
  });

  test("nobody misses a ping who does not talk", async () => {
    const world = kind();
    await world.inLobby();
    world.peer.tell({ type: "ping" });
    await world.clock.pass(20_000);
    expect(world.peers).toHaveLength(1);
  });
});
