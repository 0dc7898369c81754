import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { VirtualClock } from "../../client/test/clock.ts";
import { bindingName } from "../src/input/binding-name.ts";
import {
  BINDINGS_MAX,
  type Binding,
  bind,
  DEFAULT_BINDINGS,
  keyOf,
  readBindings,
  unbind,
} from "../src/input/bindings.ts";
import { gamepad } from "../src/input/gamepad.ts";
import { Hands } from "../src/input/hands.ts";
import { usagesOn } from "../src/input/hid.ts";
import { learn } from "../src/input/learn.ts";

const PEDAL = { kind: "pad", pad: "pedal", button: 0 } as const;
const F13 = { kind: "key", code: "F13", shift: false } as const;

describe("bindings", () => {
  test("teach a button one action, and take it from the other that had it", () => {
    const known = bind(DEFAULT_BINDINGS, "talk", { kind: "key", code: "KeyQ", shift: false });
    expect(known.talk.map(keyOf)).toEqual(["key Space false", "key KeyQ false"]);
    expect(known.line).toEqual([]);
  });

  test("hold a bounded number of buttons for an action", () => {
    let known = DEFAULT_BINDINGS;
    for (let button = 0; button < 9; button += 1) known = bind(known, "talk", { ...PEDAL, button });
    expect(known.talk).toHaveLength(BINDINGS_MAX);
    expect(unbind(known, { ...PEDAL, button: 8 }).talk).toHaveLength(BINDINGS_MAX - 1);
  });

  test("are kept, and read as far as they mean something", () => {
    const known = bind(bind(DEFAULT_BINDINGS, "talk", PEDAL), "latch", {
      kind: "hid",
      vendor: 1,
      product: 2,
      usage: 0x0b0020,
    });
    expect(readBindings(JSON.stringify(known))).toEqual(known);
    expect(
      readBindings(`{"talk":[{"kind":"teapot"},{"kind":"key","code":"F13","shift":false}],"letters":false}`),
    ).toEqual({
      ...DEFAULT_BINDINGS,
      talk: [F13],
      letters: false,
    });
    expect(readBindings("nonsense")).toBeNull();
  });

  test("have names that people know", () => {
    const names = (["KeyQ", "Digit1", "Space", "ArrowUp", "F13"] as const).map((code) =>
      bindingName({ kind: "key", code, shift: false }),
    );
    expect(names).toEqual(["Q", "1", "Space", "Arrow Up", "F13"]);
    expect(bindingName({ kind: "key", code: "Space", shift: true })).toBe("Shift + Space");
    expect(bindingName(PEDAL)).toBe("Pedal or pad, button 1");
  });
});

describe("with pads", () => {
  let pressed: readonly number[];

  beforeEach(() => {
    vi.useFakeTimers();
    pressed = [];
    const pad = () => ({
      id: "pedal",
      connected: true,
      buttons: [0, 1].map((button) => ({ pressed: pressed.includes(button) })),
    });
    Object.defineProperty(navigator, "getGamepads", { value: () => [null, pad()], configurable: true });
  });
  afterEach(() => vi.useRealTimers());

  function turn(buttons: readonly number[]): void {
    pressed = buttons;
    vi.advanceTimersByTime(20);
  }

  test("a pedal holds from down to up", () => {
    const told: string[] = [];
    const note = (word: string) => () => told.push(word);
    const channel = {
      press: note("press"),
      release: note("release"),
      latch: note("latch"),
      cancel: note("cancel"),
      toggleLatch: note("toggle latch"),
      toggleLine: note("toggle line"),
    };
    const known = bind(bind(DEFAULT_BINDINGS, "talk", PEDAL), "latch", { ...PEDAL, button: 1 });
    const stop = gamepad(() => known)(new Hands(channel, new VirtualClock(), () => "hold"));
    turn([0]);
    turn([0]);
    turn([]);
    turn([1]);
    turn([0, 1]);
    expect(told).toEqual(["press", "release", "toggle latch", "press"]);
    stop();
    expect(told.at(-1)).toBe("release");
  });

  test("a button is learned by pressing it, and one that was down before is not meant", () => {
    const found: (Binding | null)[] = [];
    pressed = [0];
    learn((binding) => found.push(binding));
    turn([0]);
    expect(found).toEqual([]);
    turn([0, 1]);
    expect(found).toEqual([{ ...PEDAL, button: 1 }]);
  });

  test("a key is learned, goes to nobody else meanwhile, and Escape learns nothing", () => {
    const found: (Binding | null)[] = [];
    const others: string[] = [];
    const listen = (event: KeyboardEvent) => others.push(event.code);
    document.body.addEventListener("keydown", listen);
    for (const code of ["F13", "Escape"]) {
      learn((binding) => found.push(binding));
      document.body.dispatchEvent(new KeyboardEvent("keydown", { code: "Tab", bubbles: true }));
      document.body.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true }));
    }
    document.body.removeEventListener("keydown", listen);
    expect(found).toEqual([F13, null]);
    expect(others).toEqual(["Tab", "Tab"]);
  });
});

describe("a call headset's report", () => {
  const HOOK = 0x0b0020;
  const MUTE = 0x0b002f;
  const DIGITS = 0x0b00b0;
  const device = (items: readonly object[]) =>
    ({ collections: [{ usagePage: 0x0b, inputReports: [{ reportId: 3, items }] }] }) as never;
  const data = (...bytes: number[]) => new DataView(Uint8Array.from(bytes).buffer);

  test("tells the single bits that are on", () => {
    const headset = device([
      { usages: [HOOK, MUTE], reportSize: 1, reportCount: 2 },
      { isConstant: true, reportSize: 1, reportCount: 6 },
    ]);
    expect([...usagesOn({ device: headset, reportId: 3, data: data(0b01) })]).toEqual([HOOK]);
    expect([...usagesOn({ device: headset, reportId: 3, data: data(0b1111_1110) })]).toEqual([MUTE]);
    expect([...usagesOn({ device: headset, reportId: 4, data: data(0xff) })]).toEqual([]);
  });

  test("tells what an array names, across byte borders", () => {
    const headset = device([
      { isConstant: true, reportSize: 1, reportCount: 6 },
      { usageMinimum: DIGITS, isRange: true, isArray: true, reportSize: 4, reportCount: 1 },
    ]);
    expect([...usagesOn({ device: headset, reportId: 3, data: data(0b1100_0000, 0b01) })]).toEqual([DIGITS + 6]);
  });

  test("that is too short says nothing", () => {
    const headset = device([{ usages: [HOOK], reportSize: 1, reportCount: 1 }]);
    expect([...usagesOn({ device: headset, reportId: 3, data: data() })]).toEqual([]);
  });
});
