import { act, fireEvent, screen } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { channelState, GRANT, RIGHTS, SERVER_AT_MS } from "../../client/test/world.ts";
import { ducking } from "../src/announcer.tsx";
import { talkBy } from "../src/input/talk-by.ts";
import { open, pass, setStage, world } from "./stage.tsx";

const BEN = { member: "ben", name: "Ben", grant: { epoch: 10, seq: 3 }, since_at_ms: SERVER_AT_MS, limit_ms: 30_000 };
const LOBBY = { ...channelState("lobby"), queue_max: 16, rights: { ...RIGHTS, emergency: true } };

let button: HTMLElement;

setStage({
  hash: "#/channel/lobby",
  arrange: (fresh) => {
    fresh.answers = { "channel.join": () => ({ channel: LOBBY }) };
  },
});
beforeEach(async () => {
  HTMLElement.prototype.setPointerCapture = () => {};
  await open();
  button = await screen.findByTestId("talk");
});

function requests(): readonly (readonly [number, string])[] {
  return world.peer.all("floor.request").map(({ press, tier }) => [press, tier ?? "normal"]);
}

/** With what the level under the button is lit. */
function litCells(): { readonly red: boolean; readonly green: boolean } {
  const { innerHTML } = screen.getByTestId("meter");
  return { red: innerHTML.includes("bg-alarm"), green: innerHTML.includes("bg-talk") };
}

async function waitInLine(seq = 3): Promise<void> {
  world.answers = { ...world.answers, "floor.request": () => ({ result: "queued", position: 2, of: 3 }) };
  world.peer.tell({ type: "floor.taken", channel: "lobby", talker: { ...BEN, grant: { epoch: 10, seq } } });
  await pass(20);
  expect(button.textContent).toMatch(/^Ben.*hold to get in line$/);
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  await pass(50);
}

describe("a press", () => {
  const isDown = () => button.parentElement?.dataset.down !== undefined;

  test("is drawn with its answer, the rest of the screen a frame later", async () => {
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    expect([button.dataset.s, isDown()]).toEqual(["idle", false]);
    await act(() => world.clock.pass(10));
    expect([button.dataset.s, isDown()]).toEqual(["talk", true]);
    expect(screen.queryByTestId("live")).toBeNull();
    await pass(0);
    expect(screen.getByTestId("live").textContent).toContain("You");
    fireEvent.pointerUp(button, { pointerId: 1 });
    expect(isDown()).toBe(false);
  });

  test("whose answer is not there in 20 ms is drawn without it", async () => {
    world.delayMs = 60;
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    await pass(19);
    expect(isDown()).toBe(false);
    await pass(1);
    expect([button.dataset.s, isDown()]).toEqual(["idle", true]);
    await pass(90);
    expect([button.dataset.s, isDown()]).toEqual(["ask", true]);
  });

  test("that asks for nothing yet is drawn at once", async () => {
    await act(async () => talkBy.choose("tap"));
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    expect(isDown()).toBe(true);
    await act(async () => talkBy.choose("hold"));
  });
});

describe("the line", () => {
  test("shows one's place, whom one waits for, and what letting go does", async () => {
    await waitInLine();
    expect(button.textContent).toBe("2nd in lineBen is talking. Keep holding");
    fireEvent.pointerUp(button, { pointerId: 1 });
    expect(button.textContent).toBe("2nd in lineBen is talking. Wait for your turn");
    world.peer.tell({ type: "floor.granted", channel: "lobby", press: 1, grant: GRANT, limit_ms: 30_000 });
    await pass(20);
    expect(button.textContent).toBe("Your turnhold now · 4 s");
    expect(screen.getByRole("alert").textContent).toBe("Your turn. Hold to talk");
    fireEvent.keyDown(document.body, { code: "Space" });
    expect(button.dataset.s).toBe("talk");
  });

  test("is left by Escape, by Q and by its button", async () => {
    let seq = 3;
    for (const leave of [
      () => fireEvent.keyDown(document.body, { code: "Escape" }),
      () => fireEvent.keyDown(document.body, { code: "KeyQ" }),
      () => fireEvent.click(screen.getByRole("button", { name: "Leave the line" })),
    ]) {
      await waitInLine(seq);
      seq += 2;
      fireEvent.pointerUp(button, { pointerId: 1 });
      leave();
      await pass(200);
      expect(button.dataset.s).toBe("hear");
      world.peer.tell({ type: "floor.idle", channel: "lobby", grant: { epoch: 10, seq: seq - 1 }, reason: "released" });
      await pass(20);
    }
    expect(world.peer.all("floor.release")).toHaveLength(3);
  });

  test("is entered by its button, without a hand", async () => {
    world.answers = { ...world.answers, "floor.request": () => ({ result: "queued", position: 1, of: 1 }) };
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
    await pass(20);
    fireEvent.click(screen.getByRole("button", { name: "Get in line" }));
    await pass(50);
    expect(button.textContent).toMatch(/^Next in line/);
    expect(world.microphone.gate.filter(({ open }) => open)).toEqual([]);
  });
});

describe("hands-free", () => {
  test("is a button that says whether it is on, and a tap on the talk button ends it", async () => {
    const free = screen.getByRole("button", { name: "Hands-free" });
    expect(free.getAttribute("aria-pressed")).toBe("false");
    fireEvent.click(free);
    await pass(50);
    expect(free.getAttribute("aria-pressed")).toBe("true");
    expect(button.textContent).toBe("Live, locked0:00tap to stop");
    fireEvent(window, new Event("blur"));
    expect(button.dataset.s).toBe("latched");
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    fireEvent.pointerUp(button, { pointerId: 1 });
    await pass(200);
    expect(button.dataset.s).toBe("idle");
    expect(free.getAttribute("aria-pressed")).toBe("false");
  });

  test("is what Enter and a screen reader's click do", async () => {
    fireEvent.click(button);
    await pass(50);
    expect(button.dataset.s).toBe("latched");
    expect(screen.getByRole("status").textContent).toBe("You are live, locked");
    fireEvent.click(button);
    await pass(200);
    expect(button.dataset.s).toBe("idle");
  });
});

test("where one taps instead of holding, the words and the taps say so", async () => {
  await act(async () => talkBy.choose("tap"));
  expect(button.textContent).toMatch(/^Tap to talk/);
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  fireEvent.pointerUp(button, { pointerId: 1 });
  await pass(50);
  expect(button.dataset.s).toBe("latched");
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  fireEvent.pointerUp(button, { pointerId: 1 });
  await pass(200);
  expect(button.dataset.s).toBe("idle");
  talkBy.choose("hold");
});

describe("an emergency", () => {
  test("is held for 1.5 s", async () => {
    const emergency = await screen.findByTestId("emergency");
    fireEvent.pointerDown(emergency, { button: 0, pointerId: 1 });
    await pass(1_000);
    fireEvent.pointerUp(emergency, { pointerId: 1 });
    await pass(20);
    expect(emergency.textContent).toContain("Hold a little longer");
    expect(requests()).toEqual([]);
    fireEvent.pointerDown(emergency, { button: 0, pointerId: 1 });
    await pass(1_600);
    expect(requests()).toEqual([[1, "emergency"]]);
    expect(button.textContent).toMatch(/^Emergency sentYour mic is open · 0:0\d$/);
    expect(screen.getByRole("alert").textContent).toBe("Emergency sent. Your mic is open");
    expect(litCells()).toEqual({ red: true, green: false });
  });

  test("by Enter asks first, with the safe answer at hand", async () => {
    fireEvent.click(await screen.findByTestId("emergency"));
    expect(screen.getByRole("dialog").textContent).toContain("Send emergency?");
    expect(requests()).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "Send emergency" }));
    await pass(50);
    expect(requests()).toEqual([[1, "emergency"]]);
  });

  test("is not offered to who has no right to it", async () => {
    world.peer.tell({ type: "channel.changed", channel: { ...LOBBY, guests: true, joined: true, rights: RIGHTS } });
    await pass(20);
    expect(screen.queryByTestId("emergency")).toBeNull();
    fireEvent.keyDown(document.body, { code: "KeyE" });
    await pass(2_000);
    expect(requests()).toEqual([]);
  });
});

test("what takes the floor away is told with its name, and what to do", async () => {
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  await pass(50);
  world.peer.tell({ type: "floor.revoked", channel: "lobby", cause: "preempted", grace_ms: 300, by: "Dispatch" });
  await pass(20);
  expect(button.textContent).toBe("Dispatch cut inHold again to get back in line");
  expect(screen.getByRole("alert").textContent).toBe("Dispatch cut in. Hold again to get back in line");
});

test("a muted member listens, and reads why", async () => {
  const [me] = LOBBY.members;
  if (me === undefined) throw new Error("nobody is in the lobby");
  world.peer.tell({ type: "member.changed", channel: "lobby", member: { ...me, muted: true }, member_count: 2 });
  await pass(20);
  expect(button.textContent).toBe("A host muted youYou can still listen");
});

test("who talks has no need of a place in line", async () => {
  const line = screen.getByRole("button", { name: "Get in line" });
  expect(line.getAttribute("aria-disabled")).toBe("true");
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  await pass(50);
  expect(button.dataset.s).toBe("talk");
  expect(line.getAttribute("aria-disabled")).toBe("true");
});

test("the button is named by its visible words, without its clock", async () => {
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  await pass(50);
  expect(screen.getByRole("button", { name: "You’re live 30 s left" })).toBe(button);
});

test("keys and buttons are taught in one place", async () => {
  fireEvent.click(screen.getByRole("button", { name: "Keys and buttons" }));
  fireEvent.click(await screen.findByRole("button", { name: "Learn a button for: Talk while held" }));
  fireEvent.keyDown(document.body, { code: "F13" });
  expect(screen.getByText("F13")).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Forget Space" }));
  fireEvent.keyDown(document.body, { code: "Space" });
  await pass(50);
  expect(requests()).toEqual([]);
  fireEvent.keyDown(document.body, { code: "F13" });
  await pass(50);
  expect(button.dataset.s).toBe("talk");
  fireEvent.click(screen.getByRole("button", { name: "Back to the usual keys" }));
  expect(screen.queryByText("F13")).toBeNull();
});

test("voices are lowered while a screen reader speaks, where that is wanted", async () => {
  const heard = () => world.paths.at(-1)?.loudness.get(0) ?? 1;
  await act(async () => ducking.choose("on"));
  world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
  await pass(50);
  expect(heard()).toBe(0.25);
  await pass(5_000);
  expect(heard()).toBe(1);
  ducking.choose("off");
});
