import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../client/test/clock.ts";
import { type Bindings, DEFAULT_BINDINGS } from "../src/input/bindings.ts";
import { click } from "../src/input/click.ts";
import { ALARM_HOLD_MS, Hands } from "../src/input/hands.ts";
import { keyboard } from "../src/input/keyboard.ts";
import { pageLife } from "../src/input/page-life.ts";
import { pointer } from "../src/input/pointer.ts";
import type { TalkBy } from "../src/input/talk-by.ts";

let told: string[];
let stop: () => void;
let clock: VirtualClock;
let hands: Hands;
let bound: Bindings;
let by: TalkBy;
let button: HTMLElement;
let area: HTMLElement;
let other: HTMLButtonElement;

beforeEach(() => {
  document.body.innerHTML = `<section><button id="talk">Hold</button><span id="pane"></span><button id="other">Other</button><p>text</p><dialog open id="over"><i>why</i></dialog></section>
    <input><textarea></textarea><div contenteditable="true"></div><dialog open><button id="inside">In</button></dialog>`;
  area = find("section");
  button = find("#talk");
  other = find("#other") as HTMLButtonElement;
  area.setPointerCapture = () => {};
  told = [];
  clock = new VirtualClock();
  bound = DEFAULT_BINDINGS;
  by = "hold";
  const note = (word: string) => () => told.push(word);
  const channel = {
    press: note("press"),
    release: note("release"),
    latch: (tier = "normal") => told.push(tier === "normal" ? "latch" : `latch ${tier}`),
    cancel: note("cancel"),
    toggleLatch: note("toggle latch"),
    toggleLine: note("toggle line"),
  };
  hands = new Hands(channel, clock, () => by);
  const inputs = [
    pointer({ view: "page", button, pane: find("#pane"), area }),
    click(button),
    keyboard("page", window, () => bound),
    pageLife("page", window),
  ];
  const stops = inputs.map((input) => input(hands));
  stop = () => {
    for (const one of stops) one();
    hands.end();
  };
});

afterEach(() => stop());

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}

function point(type: string, on: Element, init: PointerEventInit = {}): void {
  on.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, pointerId: 1, pointerType: "mouse", ...init }));
}

function key(type: "keydown" | "keyup", init: KeyboardEventInit = {}, on: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent(type, { code: "Space", bubbles: true, cancelable: true, ...init });
  on.dispatchEvent(event);
  return event;
}

function hide(isHidden: boolean): void {
  Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

describe("a pointer", () => {
  test("holds from down to up", () => {
    point("pointerdown", button);
    expect(told).toEqual(["press"]);
    point("pointerup", button);
    expect(told).toEqual(["press", "release"]);
  });

  test("on the pane over the button holds it, and leaves it the focus", () => {
    const pane = find("#pane");
    other.focus();
    point("pointerdown", pane);
    const isDefaultKept = pane.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
    expect(told).toEqual(["press"]);
    expect([isDefaultKept, document.activeElement?.id]).toEqual([false, "other"]);
    point("pointerup", area);
    expect(told).toEqual(["press", "release"]);
    expect(document.activeElement?.id).toBe("talk");
  });

  test("that is not the pane's gives no focus", () => {
    other.focus();
    point("pointerdown", button);
    point("pointerup", button);
    point("pointerup", find("#pane"), { pointerId: 2 });
    expect(document.activeElement?.id).toBe("other");
  });

  test("is kept by capture when it drifts off the button", () => {
    const captured: number[] = [];
    area.setPointerCapture = (id) => captured.push(id);
    point("pointerdown", button, { pointerId: 7 });
    expect(captured).toEqual([7]);
    point("pointermove", other, { pointerId: 7 });
    expect(told).toEqual(["press"]);
  });

  test("that is taken away ends the hold", () => {
    for (const end of ["pointercancel", "lostpointercapture"]) {
      told.length = 0;
      point("pointerdown", button);
      point(end, button);
      expect(told).toEqual(["press", "release"]);
    }
  });

  test("other than the main one does nothing", () => {
    point("pointerdown", button, { button: 2 });
    expect(told).toEqual([]);
  });

  test("beside the button counts for a finger, not for a mouse, and never on another control or in a dialog", () => {
    point("pointerdown", find("p"));
    point("pointerdown", other, { pointerType: "touch" });
    point("pointerdown", find("#over i"), { pointerType: "touch" });
    expect(told).toEqual([]);
    point("pointerdown", find("p"), { pointerType: "touch" });
    expect(told).toEqual(["press"]);
  });

  test("of a second finger neither starts nor ends anything while the first stays", () => {
    point("pointerdown", button, { pointerId: 1, pointerType: "touch" });
    point("pointerdown", button, { pointerId: 12, pointerType: "touch" });
    point("pointercancel", button, { pointerId: 1, pointerType: "touch" });
    expect(told).toEqual(["press"]);
    point("pointerup", button, { pointerId: 12, pointerType: "touch" });
    expect(told).toEqual(["press", "release"]);
  });
});

describe("the space bar", () => {
  test("holds from down to up, repeats count once, and neither scrolls nor clicks", () => {
    const events = [key("keydown"), key("keydown", { repeat: true }), key("keyup")];
    expect(told).toEqual(["press", "release"]);
    expect(events.map((event) => event.defaultPrevented)).toEqual([true, true, true]);
  });

  test("on another focused button talks instead of clicking it", () => {
    expect(key("keydown", {}, other).defaultPrevented).toBe(true);
    expect(key("keyup", {}, other).defaultPrevented).toBe(true);
    expect(told).toEqual(["press", "release"]);
  });

  test("writes a space where one writes, and works what is in a dialog", () => {
    for (const place of ["input", "textarea", "[contenteditable]", "#inside"]) {
      expect(key("keydown", {}, find(place)).defaultPrevented).toBe(false);
      expect(key("keyup", {}, find(place)).defaultPrevented).toBe(false);
    }
    expect(told).toEqual([]);
  });

  test("with a modifier, or while a word is being composed, is somebody else's", () => {
    key("keydown", { ctrlKey: true });
    key("keydown", { isComposing: true });
    expect(told).toEqual([]);
  });

  test("let go in a text field still ends the hold", () => {
    key("keydown");
    key("keyup", {}, find("input"));
    expect(told).toEqual(["press", "release"]);
  });

  test("with Shift latches, and its going up clicks nothing", () => {
    key("keydown", { shiftKey: true }, other);
    expect(key("keyup", {}, other).defaultPrevented).toBe(true);
    expect(told).toEqual(["toggle latch"]);
  });

  test("held over into another channel starts nothing there", () => {
    key("keydown");
    stop();
    told.length = 0;
    const stopNext = keyboard("page", window, () => bound)(hands);
    key("keydown", { repeat: true });
    key("keyup");
    stopNext();
    expect(told).toEqual([]);
  });
});

describe("the other keys", () => {
  test("leave, line up, and can be chosen", () => {
    key("keydown", { code: "Escape" });
    key("keydown", { code: "KeyQ" });
    bound = { ...DEFAULT_BINDINGS, talk: [{ kind: "key", code: "F13", shift: false }] };
    key("keydown", { code: "Space" });
    key("keydown", { code: "F13" });
    key("keyup", { code: "F13" });
    expect(told).toEqual(["cancel", "toggle line", "press", "release"]);
  });

  test("that are single letters can be switched off", () => {
    bound = { ...DEFAULT_BINDINGS, letters: false };
    key("keydown", { code: "KeyQ" });
    expect(told).toEqual([]);
  });
});

describe("a hold", () => {
  test("by key and pointer ends with the last of them", () => {
    key("keydown");
    point("pointerdown", button);
    key("keyup");
    expect(told).toEqual(["press"]);
    point("pointerup", button);
    expect(told).toEqual(["press", "release"]);
  });

  test("ends when the window loses focus, and a late key-up says nothing more", () => {
    key("keydown");
    dispatchEvent(new Event("blur"));
    key("keyup");
    expect(told).toEqual(["press", "release"]);
  });

  test("of a pedal outlives the focus, but not a hidden page", () => {
    hands.begin("talk", "pad 0 pedal");
    dispatchEvent(new Event("blur"));
    expect(told).toEqual(["press"]);
    hide(true);
    hide(false);
    expect(told).toEqual(["press", "release"]);
  });

  test("ends when nobody watches any more", () => {
    point("pointerdown", button);
    stop();
    expect(told).toEqual(["press", "release"]);
    point("pointerdown", button);
    expect(told).toHaveLength(2);
  });
});

describe("other ways to talk", () => {
  test("Enter and a screen reader's click latch, a pointer's click does not", () => {
    point("pointerdown", button);
    point("pointerup", button);
    button.click();
    expect(told).toEqual(["press", "release"]);
    button.click();
    expect(told).toEqual(["press", "release", "toggle latch"]);
  });

  test("two quick taps latch where that is wanted", async () => {
    by = "double-tap";
    for (const pauseMs of [100, 100]) {
      point("pointerdown", button);
      await clock.pass(pauseMs);
      point("pointerup", button);
    }
    expect(told).toEqual(["press", "release", "press", "latch", "release"]);
  });

  test("two slow ones do not", async () => {
    by = "double-tap";
    for (const pauseMs of [100, 600]) {
      point("pointerdown", button);
      await clock.pass(pauseMs);
      point("pointerup", button);
    }
    expect(told).not.toContain("latch");
  });

  test("a tap starts and ends where that is wanted, and losing the focus does not", () => {
    by = "tap";
    point("pointerdown", button);
    expect(told).toEqual([]);
    point("pointerup", button);
    expect(told).toEqual(["toggle latch"]);
    point("pointerdown", button);
    dispatchEvent(new Event("blur"));
    expect(told).toEqual(["toggle latch", "release"]);
  });
});

describe("an emergency", () => {
  test("is sent after it was held for a second and a half", async () => {
    key("keydown", { code: "KeyE" });
    await clock.pass(ALARM_HOLD_MS - 1);
    expect(told).toEqual([]);
    await clock.pass(1);
    expect(told).toEqual(["latch emergency"]);
    key("keyup", { code: "KeyE" });
    expect(hands.store.getSnapshot().alarmTooShort).toBe(false);
  });

  test("let go early sends nothing and says to hold longer", async () => {
    key("keydown", { code: "KeyE" });
    await clock.pass(1_000);
    key("keyup", { code: "KeyE" });
    expect(hands.store.getSnapshot()).toMatchObject({ alarmSince: null, alarmTooShort: true });
    await clock.pass(10_000);
    expect(told).toEqual([]);
    expect(hands.store.getSnapshot().alarmTooShort).toBe(false);
  });

  test("is not sent when the window goes while it is held", async () => {
    key("keydown", { code: "KeyE" });
    dispatchEvent(new Event("blur"));
    await clock.pass(10_000);
    expect(told).toEqual([]);
  });
});
