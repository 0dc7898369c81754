import { describe, expect, test } from "vitest";
import { buttonState } from "../src/talk-button.ts";
import { channelState, GRANT, member, RIGHTS, SERVER_AT_MS, World } from "./world.ts";

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

describe("members", () => {
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
