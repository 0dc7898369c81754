import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { SERVER_AT_MS, summary } from "../../client/test/world.ts";
import { chooseLanguage, startLanguage } from "../src/words/language.ts";
import { open, pass, setStage, world } from "./stage.tsx";

setStage({ hash: "" });
afterEach(() => chooseLanguage(null));

async function openChannel(): Promise<HTMLElement> {
  location.hash = "#/channel/lobby";
  await open();
  const button = screen.getByTestId("talk");
  const area = screen.getByRole("region", { name: "Talk" });
  area.setPointerCapture = () => {};
  return button;
}

async function hold(button: HTMLElement): Promise<void> {
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  await pass(50);
}

const BEN = { member: "ben", name: "Ben", grant: { epoch: 10, seq: 3 }, since_at_ms: SERVER_AT_MS, limit_ms: 30_000 };

describe("coming in", () => {
  test("a new visitor says a name and stands in the lobby", async () => {
    world.signedIn = false;
    await open();
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "Ana" } });
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    await pass(200);
    expect(screen.getByRole("heading", { name: "Channels" })).toBeDefined();
    expect(screen.getByText("Guest · shown when you talk")).toBeDefined();
  });

  test("no name is answered with what to do", async () => {
    world.signedIn = false;
    await open();
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    expect(screen.getByRole("textbox").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getAllByText(/Type a name first/)[0]).toBeDefined();
  });

  test("a claim link asks for a password and leaves no secret in the address", async () => {
    location.hash = "#claim=5xefKw7EyefcXXhENRk8rw";
    await open();
    expect(screen.getByRole("heading", { name: "Become this server’s admin" })).toBeDefined();
    expect(location.hash).not.toContain("claim");
  });
});

describe("the lobby", () => {
  test("shows who talks where, and how many are there", async () => {
    world.channels = [
      { ...summary("lobby"), talker: BEN, member_count: 4 },
      { ...summary("quiet"), rights: { ...summary("quiet").rights, talk: false } },
    ];
    await open();
    expect(screen.getByRole("link", { name: /Lobby Ben is talking.*4 listening/ })).toBeDefined();
    expect(screen.getByRole("link", { name: /Quiet Listen only Quiet/ })).toBeDefined();
  });

  test("says so when there is no channel", async () => {
    world.channels = [];
    await open();
    expect(screen.getByText("No channels yet")).toBeDefined();
  });

  test("knows nothing of talkers over a lost link", async () => {
    world.channels = [{ ...summary("lobby"), talker: BEN }];
    await open();
    world.reachable = false;
    world.peer.hangUp();
    await pass(20);
    expect(screen.queryByText("Ben is talking")).toBeNull();
    expect(screen.getByText(/Last seen/)).toBeDefined();
  });
});

describe("the channel", () => {
  test("holding talks, letting go stops, and the button says which", async () => {
    const button = await openChannel();
    expect(button.textContent).toContain("Hold to talk");
    await hold(button);
    expect(button.dataset.s).toBe("talk");
    expect(button.textContent).toContain("You’re live");
    expect(screen.getByRole("status").textContent).toBe("You are live");
    fireEvent.pointerUp(button, { pointerId: 1 });
    await pass(200);
    expect(button.dataset.s).toBe("idle");
    expect(world.peer.types()).toContain("floor.release");
  });

  test("a refusal names who talks and what to do", async () => {
    const button = await openChannel();
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker: BEN });
    await pass(20);
    expect(button.dataset.s).toBe("hear");
    world.answers = { "floor.request": () => ({ code: "denied", cause: "busy" }) };
    await hold(button);
    expect(button.textContent).toBe("Ben is talkingHold again when Ben is done");
  });

  test("a lost link while live is told at once, and its return too", async () => {
    const button = await openChannel();
    await hold(button);
    world.peer.hangUp();
    await pass(20);
    expect(button.dataset.s).toBe("offline");
    expect(screen.getByRole("alert").textContent).toBe("Disconnected, mic off");
    await pass(3_000);
    expect(button.dataset.s).toBe("idle");
    expect(screen.getByRole("status").textContent).toBe("Back");
  });

  test("the microphone is asked for with its reason, and not before", async () => {
    world.microphone.become("unasked");
    await openChannel();
    expect(world.microphone.asked).toBe(0);
    fireEvent.click(screen.getByRole("button", { name: "Ask me now" }));
    await pass(20);
    expect(world.microphone.asked).toBe(1);
    expect(screen.queryByText("Your browser will ask for the microphone")).toBeNull();
  });

  test("leaving the screen leaves the channel", async () => {
    await openChannel();
    await act(async () => {
      location.hash = "#/";
      dispatchEvent(new Event("hashchange"));
    });
    await pass(50);
    expect(world.peer.types()).toContain("channel.leave");
    expect(screen.getByRole("heading", { name: "Channels" })).toBeDefined();
  });

  test("a channel that is not there says so", async () => {
    world.answers = { "channel.join": () => ({ code: "no-such-channel" }) };
    location.hash = "#/channel/nowhere";
    await open();
    expect(screen.getByText("There’s no such channel")).toBeDefined();
  });
});

describe("a headset that is pulled out", () => {
  test("ends the talk, and another microphone takes over with a word", async () => {
    const button = await openChannel();
    await hold(button);
    await act(async () => world.microphone.become("missing"));
    expect(button.dataset.s).not.toBe("talk");
    await act(async () => world.microphone.become("ready"));
    expect(screen.getByRole("alert").textContent).toContain("Headset unplugged");
    expect(screen.getByText(/Now using another microphone/, { selector: "aside span" })).toBeDefined();
    await pass(6_100);
    expect(screen.queryByText(/Now using another microphone/, { selector: "aside span" })).toBeNull();
  });
});

describe("the language", () => {
  test("changes under one's feet, and nobody leaves the channel for it", async () => {
    const button = await openChannel();
    await hold(button);
    await act(() => chooseLanguage("de"));
    expect(button.textContent).toContain("Du bist zu hören");
    expect(document.documentElement.lang).toBe("de");
    expect(world.peer.types()).not.toContain("channel.leave");
    expect(button.dataset.s).toBe("talk");
  });

  test("turns the page around where people read from right to left", async () => {
    await openChannel();
    await act(() => chooseLanguage("ar-XB"));
    expect(document.documentElement.dir).toBe("rtl");
    expect(screen.getByTestId("talk").textContent).toContain("[Hö");
  });

  test("that was chosen is spoken again next time", async () => {
    await chooseLanguage("de");
    await startLanguage();
    expect(document.documentElement.lang).toBe("de");
  });
});
