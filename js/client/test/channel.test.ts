import { describe, expect, test } from "vitest";
import { buttonState } from "../src/talk-button.ts";
import { channelState, GRANT, member, RIGHTS, SERVER_AT_MS, summary, World } from "./world.ts";

async function inLobby() {
  const world = new World();
  await world.inLobby();
  const channel = world.session.join("lobby");
  const look = () => channel.store.getSnapshot();
  const button = () => buttonState(look(), world.session.store.getSnapshot());
  return { world, channel, look, button };
}

const BEN = {
  member: "ben",
  name: "Ben",
  grant: { epoch: 10, seq: 3 },
  since_at_ms: SERVER_AT_MS,
  limit_ms: 30_000,
};

describe("talking", () => {
  test("the gate is open before the request leaves, in the same tick", async () => {
    const { world, channel } = await inLobby();
    channel.press();
    expect(world.microphone.gate.at(-1)).toEqual({ open: true, at: world.clock.now() });
    await world.clock.pass(world.delayMs);
    expect(world.peer.all("floor.request")).toMatchObject([{ channel: "lobby", press: 1 }]);
  });

  test("press, grant, release: others see me talk, the gate closes 100 ms after the release was sent", async () => {
    const { world, channel, look, button } = await inLobby();
    channel.press();
    await world.clock.pass(50);
    expect(button()).toBe("talk");
    expect(look().view?.talker).toMatchObject({ member: "me", name: "Ana", grant: GRANT });
    channel.release();
    const releasedAt = world.clock.now();
    await world.clock.pass(200);
    expect(world.peer.all("floor.release")).toMatchObject([{ press: 1, grant: GRANT }]);
    expect(world.microphone.gate.at(-1)).toEqual({ open: false, at: releasedAt + 100 });
    expect(button()).toBe("idle");
  });

  test("the server's news of one's own talk, which the grant told already, is no change", async () => {
    const { world, channel, look } = await inLobby();
    channel.press();
    await world.clock.pass(50);
    const before = look();
    const talker = { member: "me", name: "Ana", grant: GRANT, since_at_ms: SERVER_AT_MS + 7, limit_ms: 30_000 };
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker });
    await world.clock.pass(50);
    expect(look()).toBe(before);
  });

  test("presses are numbered upwards over all channels", async () => {
    const { world, channel } = await inLobby();
    const other = world.session.join("kitchen");
    await world.clock.pass(50);
    for (const one of [channel, other, channel]) {
      one.press();
      await world.clock.pass(50);
      one.release();
      await world.clock.pass(200);
    }
    expect(world.peer.all("floor.request").map((request) => request.press)).toEqual([1, 2, 3]);
  });

  test("a refusal closes the gate and says why", async () => {
    const { world, channel, look, button } = await inLobby();
    world.answers = { "floor.request": () => ({ code: "denied", cause: "busy" }) };
    channel.press();
    await world.clock.pass(50);
    expect(world.microphone.isOpen).toBe(false);
    expect(button()).toBe("denied");
    expect(look().floor.cause).toBe("busy");
  });

  test("with frames delayed 350 ms each way a short press still asks once and is let go once more when granted late", async () => {
    const { world, channel, button } = await inLobby();
    world.delayMs = 350;
    channel.press();
    await world.clock.pass(150);
    expect(button()).toBe("ask");
    channel.release();
    await world.clock.pass(1_500);
    expect(world.peer.all("floor.request")).toHaveLength(1);
    expect(world.peer.all("floor.release").map((release) => release.grant ?? null)).toContainEqual(GRANT);
    expect(button()).toBe("idle");
  });

  test("a press without a microphone asks for one and talks if the button is still held", async () => {
    const { world, channel, button } = await inLobby();
    world.microphone.become("unasked");
    channel.press();
    await world.clock.pass(50);
    expect(world.microphone.asked).toBe(1);
    expect(button()).toBe("talk");
  });

  test("a press that only asked for the microphone and was let go stays silent", async () => {
    const { world, channel } = await inLobby();
    world.microphone.become("unasked");
    channel.press();
    channel.release();
    await world.clock.pass(50);
    expect(world.peer.all("floor.request")).toEqual([]);
  });

  test("a talk that nobody hears says so, until the next press", async () => {
    const { world, channel, look } = await inLobby();
    channel.press();
    world.peer.tell({ type: "notice", code: "nobody-hears", channel: "lobby" });
    await world.clock.pass(50);
    expect(look().unheard).toBe(true);
    channel.release();
    channel.press();
    expect(look().unheard).toBe(false);
  });

  test("a revoke tells who cut in", async () => {
    const { world, channel, look, button } = await inLobby();
    channel.press();
    await world.clock.pass(50);
    world.peer.tell({ type: "floor.revoked", channel: "lobby", cause: "preempted", grace_ms: 300, by: "Dispatch" });
    await world.clock.pass(20);
    expect(button()).toBe("revoked");
    expect(look().floor.by).toBe("Dispatch");
    channel.release();
    expect(button()).not.toBe("revoked");
  });
});

describe("the line", () => {
  const queued = { result: "queued", position: 2, of: 2 } as const;

  async function inLine() {
    const scene = await inLobby();
    scene.world.answers = { "floor.request": () => queued };
    scene.world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
    scene.channel.press();
    await scene.world.clock.pass(50);
    return scene;
  }

  const grantMe = { type: "floor.granted", channel: "lobby", press: 1, grant: GRANT, limit_ms: 30_000 } as const;

  test("shows the place, and closes the gate", async () => {
    const { world, look, button } = await inLine();
    expect(button()).toBe("queue");
    expect(look().floor).toMatchObject({ position: 2, of: 2 });
    expect(world.microphone.isOpen).toBe(false);
    world.peer.tell({ type: "floor.queued", channel: "lobby", press: 1, position: 1, of: 1 });
    await world.clock.pass(20);
    expect(look().floor.position).toBe(1);
  });

  test("leads to talking while the button is held", async () => {
    const { world, look, button } = await inLine();
    world.peer.tell(grantMe);
    await world.clock.pass(20);
    expect(button()).toBe("talk");
    expect(world.microphone.isOpen).toBe(true);
    expect(look().view?.talker).toMatchObject({ member: "me", name: "Ana" });
  });

  test("leads to a turn of four seconds for one who let go, and a press takes it", async () => {
    const { world, channel, button } = await inLine();
    channel.release();
    await world.clock.pass(1_000);
    expect(button()).toBe("queue");
    world.peer.tell(grantMe);
    await world.clock.pass(20);
    expect(button()).toBe("turn");
    expect(world.microphone.isOpen).toBe(false);
    channel.press();
    expect(button()).toBe("talk");
    expect(world.microphone.isOpen).toBe(true);
    expect(world.peer.all("floor.request")).toHaveLength(1);
  });

  test("gives a turn back that nobody takes", async () => {
    const { world, channel, button } = await inLine();
    channel.release();
    world.peer.tell(grantMe);
    await world.clock.pass(4_100);
    expect(world.peer.all("floor.release")).toMatchObject([{ press: 1, grant: GRANT }]);
    expect(button()).toBe("hear");
  });

  test("can be entered and left without a hand", async () => {
    const { world, channel, button } = await inLobby();
    world.answers = { "floor.request": () => queued };
    channel.toggleLine();
    await world.clock.pass(50);
    expect(button()).toBe("queue");
    expect(world.microphone.gate.filter(({ open }) => open)).toEqual([]);
    channel.toggleLine();
    await world.clock.pass(50);
    expect(world.peer.all("floor.release")).toMatchObject([{ press: 1 }]);
    expect(button()).toBe("idle");
  });
});

describe("hands-free", () => {
  test("talks without a hand until it is ended, and a tap ends it", async () => {
    const { world, channel, button } = await inLobby();
    channel.toggleLatch();
    await world.clock.pass(50);
    channel.release();
    expect(button()).toBe("latched");
    channel.press();
    channel.release();
    await world.clock.pass(200);
    expect(button()).toBe("idle");
    expect(world.microphone.isOpen).toBe(false);
  });

  test("waits for a microphone that must be asked for", async () => {
    const { world, channel, button } = await inLobby();
    world.microphone.become("unasked");
    channel.latch();
    await world.clock.pass(50);
    expect(button()).toBe("latched");
  });

  test("ends with the microphone", async () => {
    const { world, channel } = await inLobby();
    channel.latch();
    await world.clock.pass(50);
    world.microphone.become("missing");
    expect(world.microphone.isOpen).toBe(false);
    await world.clock.pass(50);
    expect(world.peer.all("floor.release")).toMatchObject([{ press: 1, grant: GRANT }]);
  });
});

describe("an emergency", () => {
  test("is asked for by its tier, opens the microphone and needs no hand", async () => {
    const { world, channel, look, button } = await inLobby();
    channel.latch("emergency");
    expect(look().floor.phase).toBe("idle");
    const rights = { ...RIGHTS, emergency: true };
    world.peer.tell({ type: "channel.changed", channel: { ...summary("lobby"), rights } });
    await world.clock.pass(20);
    channel.latch("emergency");
    await world.clock.pass(50);
    expect(world.peer.all("floor.request")).toMatchObject([{ press: 1, tier: "emergency" }]);
    expect(button()).toBe("alarm");
    expect(look().view?.talker?.tier).toBe("emergency");
  });

  test("of somebody else takes the floor, and says so", async () => {
    const { world, channel, look, button } = await inLobby();
    channel.press();
    await world.clock.pass(50);
    world.peer.tell({ type: "floor.revoked", channel: "lobby", cause: "emergency", grace_ms: 0, by: "Dee" });
    await world.clock.pass(20);
    expect(button()).toBe("revoked");
    expect(look().floor).toMatchObject({ cause: "emergency", by: "Dee", gateOpen: false });
  });
});

describe("a link that is lost and resumed", () => {
  test("keeps a place in line, asks what became of it, and sees who talks as before", async () => {
    const { world, channel, look } = await inLobby();
    world.answers = { "floor.request": () => ({ result: "queued", position: 2, of: 3 }) };
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
    channel.press();
    await world.clock.pass(50);
    channel.detach();
    expect(look()).toMatchObject({ joined: false, view: { talker: null }, floor: { phase: "queued", held: true } });
    channel.resume();
    await world.clock.pass(50);
    expect(look()).toMatchObject({ joined: true, view: { talker: { name: "Ben" } } });
    expect(world.peer.all("floor.request").map(({ press }) => press)).toEqual([1, 1]);
  });

  test("keeps nothing when the session is a new one", async () => {
    const { world, channel, look } = await inLobby();
    channel.press();
    await world.clock.pass(50);
    channel.detach();
    expect(world.microphone.isOpen).toBe(false);
    void channel.join();
    await world.clock.pass(50);
    expect(look().floor).toMatchObject({ phase: "idle", grant: null });
  });
});

describe("a talk whose end was not heard", () => {
  test("is over when nobody, or somebody else, has the floor", async () => {
    for (const news of [
      { type: "floor.idle", channel: "lobby", grant: { epoch: 10, seq: 6 }, reason: "no-media" },
      { type: "floor.taken", channel: "lobby", talker: { ...BEN, grant: { epoch: 10, seq: 6 } } },
    ] as const) {
      const { world, channel, button } = await inLobby();
      channel.press();
      await world.clock.pass(50);
      world.peer.tell(news);
      await world.clock.pass(20);
      expect(button()).toBe("revoked");
      expect(world.microphone.isOpen).toBe(false);
    }
  });

  test("goes on over news of before", async () => {
    const { world, channel, button } = await inLobby();
    channel.press();
    await world.clock.pass(50);
    world.peer.tell({ type: "floor.idle", channel: "lobby", grant: { epoch: 10, seq: 4 }, reason: "released" });
    await world.clock.pass(20);
    expect(button()).toBe("talk");
  });
});

describe("hearing", () => {
  test("somebody's talk is shown with the level of its slot and kept as a burst", async () => {
    const { world, channel, look, button } = await inLobby();
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
    await world.clock.pass(20);
    expect(button()).toBe("hear");
    expect(channel.level()).toBe(0.5);
    world.peer.tell({ type: "floor.idle", channel: "lobby", grant: { epoch: 10, seq: 4 }, reason: "released" });
    await world.clock.pass(20);
    expect(button()).toBe("idle");
    expect(look().view?.bursts).toMatchObject([{ name: "Ben", user: "user-ben", epoch: 10, seq: 3, end: "released" }]);
  });

  test("news older than the baseline is ignored", async () => {
    const { world, button } = await inLobby();
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: { ...BEN, grant: { epoch: 8, seq: 99 } } });
    await world.clock.pass(20);
    expect(button()).toBe("idle");
  });

  test("the burst of a talker who is pre-empted is kept too", async () => {
    const { world, look } = await inLobby();
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
    const lu = { ...BEN, member: "lu", name: "Lu", grant: { epoch: 10, seq: 4 } };
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: lu });
    await world.clock.pass(20);
    expect(look().view).toMatchObject({ talker: { name: "Lu" }, bursts: [{ name: "Ben", end: "preempted" }] });
  });

  test("history from the server and bursts heard live are one list without doubles", async () => {
    const world = new World();
    const old = { id: "b1", user: "u", name: "Lu", started_at_ms: 1, ended_at_ms: 2, end: "released" };
    world.bursts = [
      { ...old, epoch: 10, seq: 3 },
      { ...old, epoch: 8, seq: 7 },
      { ...old, epoch: 12, seq: 1, ended_at_ms: null, end: null },
    ];
    await world.inLobby();
    const { view } = world.session.join("lobby").store.getSnapshot();
    expect(view?.bursts.map(({ epoch, seq }) => [epoch, seq])).toEqual([
      [8, 7],
      [10, 3],
    ]);
  });
});

describe("several talkers", () => {
  const SEVERAL = { talkers_max: 2, queue_length: 1, queue_max: 16 };
  const LU = { ...BEN, member: "lu", name: "Lu", grant: { epoch: 10, seq: 4 } };

  test("are kept in the order they began, each until it ends", async () => {
    const world = new World();
    world.answers = { "channel.join": () => ({ channel: { ...channelState("lobby"), ...SEVERAL, others: [BEN] } }) };
    await world.inLobby();
    const { store } = world.session.join("lobby");
    const names = () => store.getSnapshot().view?.talkers.map(({ name }) => name);
    expect(store.getSnapshot().view).toMatchObject({ queueLength: 1, queueMax: 16, talkersMax: 2 });
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: LU });
    await world.clock.pass(20);
    expect(names()).toEqual(["Ben", "Lu"]);
    const grant = { epoch: 10, seq: 5 };
    world.peer.tell({ type: "floor.left", channel: "lobby", member: "ben", grant, reason: "muted", by: "Dispatch" });
    await world.clock.pass(20);
    expect(names()).toEqual(["Lu"]);
    expect(store.getSnapshot().view?.bursts).toMatchObject([{ name: "Ben", end: "muted", by: "Dispatch" }]);
  });
});

describe("what the lobby says of a channel", () => {
  test("changes its settings, its rights and its line", async () => {
    const { world, look, button } = await inLobby();
    const rights = { ...RIGHTS, talk: false };
    world.peer.tell({
      type: "channel.changed",
      channel: { ...summary("lobby"), name: "Ward 3", rights, queue_length: 3, queue_max: 8 },
      removed: false,
    });
    await world.clock.pass(20);
    expect(look().view).toMatchObject({ name: "Ward 3", queueLength: 3, queueMax: 8, memberCount: 2 });
    expect(button()).toBe("listen");
  });
});

describe("members", () => {
  test("who are muted by a moderator listen", async () => {
    const { world, button } = await inLobby();
    const me = { ...member("me", "Ana"), muted: true, presence: "busy", role: "moderator" } as const;
    world.peer.tell({ type: "member.changed", channel: "lobby", member: me, member_count: 2, by: "Dispatch" });
    await world.clock.pass(20);
    expect(button()).toBe("listen");
  });

  test("come, change and go", async () => {
    const { world, look } = await inLobby();
    world.peer.tell({ type: "member.joined", channel: "lobby", member: member("lu", "Lu"), member_count: 3 });
    world.peer.tell({
      type: "member.changed",
      channel: "lobby",
      member: { ...member("ben", "Ben"), can_talk: false },
      member_count: 3,
    });
    world.peer.tell({ type: "member.left", channel: "lobby", member: "me", reason: "left", member_count: 2 });
    await world.clock.pass(20);
    expect(look().view?.memberCount).toBe(2);
    expect(look().view?.members.map(({ id, can_talk }) => [id, can_talk])).toEqual([
      ["ben", false],
      ["lu", true],
    ]);
  });
});

describe("the button", () => {
  test("is offline until link, membership and media are there", async () => {
    const world = new World();
    const channel = world.session.join("lobby");
    expect(buttonState(channel.store.getSnapshot(), world.session.store.getSnapshot())).toBe("offline");
  });

  test("listens where one may not talk, and a press asks nothing", async () => {
    const world = new World();
    world.answers = {
      "channel.join": () => ({ channel: { ...channelState("lobby"), rights: { ...RIGHTS, talk: false } } }),
    };
    await world.inLobby();
    const channel = world.session.join("lobby");
    channel.press();
    expect(buttonState(channel.store.getSnapshot(), world.session.store.getSnapshot())).toBe("listen");
    expect(world.peer.all("floor.request")).toEqual([]);
  });

  test("says so when the microphone is refused, and still shows who talks", async () => {
    const { world, button } = await inLobby();
    world.microphone.become("refused");
    expect(button()).toBe("nomic");
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
    await world.clock.pass(20);
    expect(button()).toBe("hear");
  });

  test("a channel that refuses us says why", async () => {
    const world = new World();
    world.answers = { "channel.join": () => ({ code: "no-such-channel" }) };
    await world.inLobby();
    expect(world.session.join("lobby").store.getSnapshot()).toMatchObject({
      joined: false,
      trouble: "no-such-channel",
    });
  });
});
