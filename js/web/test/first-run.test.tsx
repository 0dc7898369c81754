import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { introduction } from "../src/entry/introduction.ts";
import { open, pass, setStage, world } from "./stage.tsx";

setStage({
  hash: "#/channel/lobby",
  arrange: (fresh) => {
    fresh.signedIn = false;
    fresh.microphone.become("unasked");
    introduction.choose("unseen");
  },
});
afterEach(() => vi.unstubAllGlobals());

/** A part that is loaded at first use comes a little later. */
async function heading(name: string | RegExp): Promise<HTMLElement> {
  return screen.findByRole("heading", { name });
}

async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole("button", { name }));
  await pass(200);
}

async function sayName(): Promise<void> {
  await open();
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "Ana" } });
  await press("Continue");
}

describe("from a link to the first word", () => {
  test("takes three taps: name, microphone, ready", async () => {
    await open();
    expect(screen.getByText("You’re invited to")).toBeDefined();
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "Ana" } });
    await press("Continue");
    await heading("Your browser will ask for the microphone");
    expect(world.microphone.asked).toBe(0);
    expect(screen.getByText(/Everybody on Lobby can hear you: 1 person now/)).toBeDefined();
    await press("Ask me now");
    await heading("Say “one, two, three”");
    await press("Ready");
    expect(screen.getByTestId("talk").dataset.s).toBe("idle");
    expect(introduction.getSnapshot()).toBe("done");
  });

  test("moves the focus to the title of each step", async () => {
    await sayName();
    expect(document.activeElement).toBe(await heading("Your browser will ask for the microphone"));
    await press("Ask me now");
    expect(document.activeElement).toBe(await heading("Say “one, two, three”"));
  });

  test("lets one go back a step, as far as the name", async () => {
    await sayName();
    await heading("Your browser will ask for the microphone");
    await press("Ask me now");
    await press("Back");
    await heading("Your browser will ask for the microphone");
    await press("Another name");
    expect((screen.getByRole("textbox") as HTMLInputElement).value).toBe("Ana");
  });

  test("is shown once on a device", async () => {
    introduction.choose("done");
    await sayName();
    expect(screen.getByTestId("talk")).toBeDefined();
  });
});

describe("just listening", () => {
  test("is possible before there is a name", async () => {
    await open();
    await press("Just listen");
    await pass(200);
    expect(world.requests.find(({ url }) => url.endsWith("/v1/guests"))?.body).toEqual({ name: "Guest" });
    expect(screen.getByTestId("talk")).toBeDefined();
    expect(screen.queryByText("Your browser will ask for the microphone")).toBeNull();
    expect(world.microphone.asked).toBe(0);
  });

  test("is possible instead of the microphone, and nobody asks again", async () => {
    await sayName();
    await heading("Your browser will ask for the microphone");
    await press("Not now, just listen");
    expect(screen.getByTestId("talk")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Ask me now" })).toBeNull();
  });

  test("is possible after one's voice was heard", async () => {
    await sayName();
    await heading("Your browser will ask for the microphone");
    await press("Ask me now");
    await press("Just listen");
    expect(introduction.getSnapshot()).toBe("listening");
  });
});

describe("a microphone that is not to be had", () => {
  test("because the person said no: three things to do, and the screen changes by itself", async () => {
    world.microphone.answer = "refused";
    await sayName();
    await heading("Your browser will ask for the microphone");
    await press("Ask me now");
    await heading("The browser said no to the mic");
    expect(screen.getAllByRole("listitem").some((item) => item.textContent?.includes("Microphone → Allow"))).toBe(true);
    await act(async () => world.microphone.become("ready"));
    await heading("Say “one, two, three”");
  });

  test.each([
    ["missing", "No microphone found"],
    ["busy", "Another app has the microphone"],
  ] as const)("because it is %s", async (state, title) => {
    world.microphone.answer = state;
    await sayName();
    await heading("Your browser will ask for the microphone");
    await press("Ask me now");
    await heading(title);
    await press("Keep listening");
    expect(screen.getByTestId("talk")).toBeDefined();
  });

  test("because the page is not secure is said before anything else", async () => {
    vi.stubGlobal("fetch", async () => new Response(null, { status: 404 }));
    world.microphone.become("insecure");
    await open();
    expect(await heading("This page isn’t secure yet")).toBeDefined();
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(await screen.findByText(/https address/)).toBeDefined();
    expect(screen.queryByRole("link", { name: "Download certificate" })).toBeNull();
    await press("Just listen for now");
    expect(screen.getByRole("textbox")).toBeDefined();
  });
});

describe("a server with a certificate of its own", () => {
  test("hands it out to a page that is not secure yet, with what to do", async () => {
    vi.stubGlobal("fetch", async () => new Response(null));
    world.microphone.become("insecure");
    await open();
    const download = await screen.findByRole("link", { name: "Download certificate" });
    expect(download.getAttribute("href")).toBe("/v1/tls/ca");
    fireEvent.click(screen.getByRole("radio", { name: "iPhone" }));
    expect(screen.getByText(/Both steps count/)).toBeDefined();
    expect(screen.getByRole("link", { name: "Check again" }).getAttribute("href")).toMatch(
      /^https:.*#\/channel\/lobby$/,
    );
  });
});

describe("one's own voice", () => {
  async function toVoice(): Promise<void> {
    await sayName();
    await heading("Your browser will ask for the microphone");
    await press("Ask me now");
    await heading("Say “one, two, three”");
  }

  function advice(): string {
    return screen.getByTestId("voice-advice").textContent ?? "";
  }

  test("gets advice by how loud it is", async () => {
    await toVoice();
    expect(advice()).toBe("Listening…Speak as you will on the radio");
    await pass(6_000);
    expect(advice()).toBe("We hear nothingIs the headset switched off?");
    world.microphone.voice = 0.006;
    await pass(200);
    expect(advice()).toBe("Speak up a littleMove closer");
    world.microphone.voice = 0.06;
    await pass(200);
    expect(advice()).toBe("Good levelJust like that");
    world.microphone.voice = 0.7;
    await pass(200);
    expect(advice()).toBe("A bit loudMove back");
  });

  test("is kept from its first word on, and played back", async () => {
    await toVoice();
    world.microphone.voice = 0.06;
    await pass(200);
    expect(screen.getByRole("button", { name: "Keep talking…" })).toBeDefined();
    await pass(3_200);
    await press("Play me back 0:03");
    expect(world.microphone.played).toBe(1);
    await press("I didn’t hear myself");
    expect(screen.getByText(/Choose another one below/)).toBeDefined();
  });

  test("can be tried with another device", async () => {
    world.devices.patch({
      microphones: [
        { id: "a", label: "Headset" },
        { id: "b", label: "" },
      ],
    });
    await toVoice();
    fireEvent.change(screen.getByLabelText("Microphone"), { target: { value: "b" } });
    expect(screen.getByRole("option", { name: "Microphone 2" })).toBeDefined();
    expect(world.devices.getSnapshot().microphone).toBe("b");
    expect(screen.queryByLabelText("Sound goes to")).toBeNull();
  });
});
