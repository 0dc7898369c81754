import { fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../client/test/clock.ts";
import { Announcer, type Verbosity, verbosity } from "../src/announcer.tsx";
import { mutes } from "../src/lobby/mutes.ts";
import { loudness } from "../src/settings/loudness.ts";
import { followTheme, theme } from "../src/settings/theme.ts";
import { chooseLanguage } from "../src/words/language.ts";
import { open, pass, setStage, world } from "./stage.tsx";

setStage({ hash: "#/settings" });
afterEach(async () => {
  theme.choose("device");
  loudness.choose(1);
  verbosity.choose("everything");
  mutes.choose({});
  await chooseLanguage(null);
});

async function openSettings(): Promise<void> {
  await open();
  await screen.findByRole("heading", { name: "Settings" });
}

describe("the settings", () => {
  test("turn the page dark or light, and remember it", async () => {
    followTheme();
    await openSettings();
    fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(localStorage.getItem("pressel.theme")).toBe("dark");
    fireEvent.click(screen.getByRole("radio", { name: "Device" }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  test("speak another language at once", async () => {
    await openSettings();
    fireEvent.change(screen.getByLabelText("Language"), { target: { value: "de" } });
    expect(await screen.findByRole("heading", { name: "Einstellungen" })).toBeDefined();
    expect(localStorage.getItem("pressel.language")).toBe("de");
  });

  test("set how loud everything plays", async () => {
    world.session.join("lobby");
    await openSettings();
    fireEvent.change(screen.getByLabelText("Loudness"), { target: { value: "0.4" } });
    expect(screen.getByLabelText("Loudness").getAttribute("aria-valuetext")).toBe("40 %");
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(0.4);
  });

  test("test the microphone", async () => {
    await openSettings();
    fireEvent.click(screen.getByRole("button", { name: "Test your microphone" }));
    await pass(50);
    expect(screen.getByTestId("voice-advice")).toBeDefined();
  });

  test("list what is muted, to be heard again", async () => {
    mutes.choose({ lobby: Date.now() + 60_000 });
    await openSettings();
    fireEvent.click(screen.getByRole("button", { name: "Hear Lobby again" }));
    expect(mutes.getSnapshot()).toEqual({});
  });

  test("make a report without a name or a secret", async () => {
    await openSettings();
    const copied: string[] = [];
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: async (text: string) => copied.push(text) },
      configurable: true,
    });
    fireEvent.click(screen.getByRole("button", { name: "Copy report" }));
    await screen.findByRole("button", { name: "Copied" });
    expect(copied[0]).toContain("media: up, microphone ready");
    expect(copied[0]).not.toMatch(/Ana|token/);
  });

  test("sign out", async () => {
    await openSettings();
    fireEvent.click(screen.getByRole("button", { name: "Sign out of this device" }));
    await pass(200);
    expect(screen.getByLabelText("What should we call you?")).toBeDefined();
  });
});

describe("what a screen reader is told", () => {
  const MESSAGES = [
    ["Ben, Ward 3", "name"],
    ["You are live", "status"],
    ["Dispatch cut in", "alert"],
  ] as const;

  test.each([
    ["nothing", ["Dispatch cut in"]],
    ["names", ["Ben, Ward 3", "Dispatch cut in"]],
    ["everything", ["Ben, Ward 3", "You are live", "Dispatch cut in"]],
  ] as [Verbosity, string[]][])("at %s", async (told, heard) => {
    const said: string[] = [];
    const clock = new VirtualClock();
    const announcer = new Announcer(
      clock,
      (_, text) => said.push(text),
      () => told,
    );
    for (const [text, urgency] of MESSAGES) {
      announcer.say(text, urgency);
      await clock.pass(3_000);
    }
    expect(said).toEqual(heard);
  });
});

describe("one's own password", () => {
  test("is changed, and guests have none", async () => {
    world.admin = true;
    world.rest = ({ method, url }) =>
      method === "PUT" && url.endsWith("/v1/password")
        ? { status: 200, body: { token: "t", expires_at_ms: 0, user: "u1", name: "Ana" } }
        : null;
    await openSettings();
    fireEvent.click(screen.getByRole("button", { name: "Change password" }));
    fireEvent.change(screen.getByLabelText("Password now"), { target: { value: "the old one" } });
    fireEvent.change(screen.getByLabelText("New password"), { target: { value: "the new one" } });
    fireEvent.click(screen.getByRole("button", { name: "Change password" }));
    await pass(200);
    expect(world.requests.find(({ method }) => method === "PUT")?.body).toEqual({
      old: "the old one",
      new: "the new one",
    });
    expect(screen.getByText("Your password is changed.")).toBeDefined();
  });
});
