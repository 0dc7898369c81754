/** The whole app in front of a world of its own: what the tests of its screens begin with. */
import { SessionContext } from "@pressel/react";
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach } from "vitest";
import { World } from "../../client/test/world.ts";
import { App } from "../src/app.tsx";
import { introduction } from "../src/entry/introduction.ts";

/** What is loaded at first use is there before the first test, whose time it would count against on a busy machine. */
const LOAD_MS_MAX = 60_000;

export let world: World;

interface Scene {
  /** Where the app is opened, as it stands behind the address. */
  readonly hash: string;
  /** How the world is before each test. */
  readonly arrange?: (fresh: World) => void;
}

/** A fresh world, browser storage and page for each test of the file; the introduction is over unless `arrange` undoes it. */
export function setStage({ hash, arrange = () => {} }: Scene): void {
  beforeAll(async () => {
    await Promise.all([
      import("../src/admin/admin-screen.tsx"),
      import("../src/entry/first-run.tsx"),
      import("../src/settings/settings-screen.tsx"),
      import("../src/words/later.ts"),
    ]);
  }, LOAD_MS_MAX);
  beforeEach(() => {
    world = new World();
    location.hash = hash;
    localStorage.clear();
    introduction.choose("done");
    arrange(world);
  });
  afterEach(cleanup);
}

/** Virtual time, and all that is drawn in it: what comes a frame later too. */
export async function pass(ms: number): Promise<void> {
  await act(() => world.clock.pass(ms));
  await act(() => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done))));
}

/** Draws the app as it is now. */
export function draw(): void {
  render(
    <SessionContext value={world.session}>
      <App />
    </SessionContext>,
  );
}

/** Draws the app and lets it find its server. */
export async function open(): Promise<void> {
  world.session.start();
  draw();
  await pass(200);
}
