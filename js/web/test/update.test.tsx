import { SessionContext } from "@pressel/react";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SERVER_AT_MS, summary, World } from "../../client/test/world.ts";
import { App } from "../src/app.tsx";
import { introduction } from "../src/entry/introduction.ts";
import { appLife, keepApp } from "../src/offline/app-life.ts";

/** The browser's side of a service worker, as far as a page sees it. */
class Browser extends EventTarget {
  told: unknown[] = [];
  refusal: DOMException | null = null;
  readonly registration = Object.assign(new EventTarget(), {
    active: {} as object | null,
    waiting: null as { postMessage: (message: unknown) => void } | null,
    installing: null as EventTarget | null,
    update: async () => {},
  });

  async register() {
    if (this.refusal) throw this.refusal;
    return this.registration;
  }

  /** Another version has come and waits. */
  bring(): void {
    const worker = new EventTarget();
    this.registration.installing = worker;
    this.registration.dispatchEvent(new Event("updatefound"));
    this.registration.waiting = { postMessage: (message) => this.told.push(message) };
    worker.dispatchEvent(new Event("statechange"));
  }
}

let world: World;
let browser: Browser;
const badges: number[] = [];

beforeEach(() => {
  world = new World();
  browser = new Browser();
  badges.length = 0;
  Object.defineProperty(navigator, "serviceWorker", { value: browser, configurable: true });
  Object.defineProperty(navigator, "setAppBadge", { value: async (n: number) => badges.push(n), configurable: true });
  Object.defineProperty(navigator, "clearAppBadge", {
    value: async () => badges.length > 0 && badges.push(0),
    configurable: true,
  });
  location.hash = "";
  localStorage.clear();
  introduction.choose("done");
});
afterEach(() => {
  cleanup();
  hide(false);
});

function hide(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  act(() => {
    document.dispatchEvent(new Event("visibilitychange"));
  });
}

async function open(): Promise<void> {
  world.session.start();
  render(
    <SessionContext value={world.session}>
      <App />
    </SessionContext>,
  );
  await act(() => world.clock.pass(200));
}

describe("a new version", () => {
  test("never starts while somebody is in a channel, not even unseen", async () => {
    location.hash = "#/channel/lobby";
    await keepApp();
    await open();
    await act(async () => browser.bring());
    hide(true);
    expect(appLife.getSnapshot().isUpdateReady).toBe(true);
    expect(browser.told).toEqual([]);
  });

  test("starts by itself on the way over the lobby, when nobody looks", async () => {
    await keepApp();
    await open();
    await act(async () => browser.bring());
    expect(browser.told).toEqual([]);
    hide(true);
    expect(browser.told).toEqual(["take over"]);
  });

  test("starts at once when asked for in the settings", async () => {
    location.hash = "#/settings";
    await keepApp();
    await open();
    await act(async () => browser.bring());
    fireEvent.click(await screen.findByRole("button", { name: "Use it now" }));
    expect(browser.told).toEqual(["take over"]);
  });

  test("is none where there was none before", async () => {
    browser.registration.active = null;
    await keepApp();
    const before = appLife.getSnapshot().isUpdateReady;
    browser.bring();
    expect(appLife.getSnapshot().isUpdateReady).toBe(before);
  });
});

describe("a certificate that was clicked through", () => {
  test("is told in the settings, with what to do", async () => {
    browser.refusal = new DOMException("not trusted", "SecurityError");
    location.hash = "#/settings";
    await keepApp();
    await open();
    expect(await screen.findByText("Talking works, installing doesn’t yet")).toBeDefined();
    expect(screen.getByRole("link", { name: "Download certificate" })).toBeDefined();
  });
});

describe("the badge", () => {
  test("counts who talked while nobody looked, until one enters the channel", async () => {
    await open();
    hide(true);
    const grant = { epoch: 10, seq: 3 };
    const talker = { member: "ben", name: "Ben", grant, since_at_ms: SERVER_AT_MS, limit_ms: 0 };
    world.peer.tell({ type: "channel.changed", channel: { ...summary("lobby"), talker } });
    await act(() => world.clock.pass(50));
    expect(badges).toEqual([1]);
    hide(false);
    expect(badges).toEqual([1]);
    await act(async () => {
      location.hash = "#/channel/lobby";
      dispatchEvent(new Event("hashchange"));
    });
    expect(badges).toEqual([1, 0]);
  });
});
