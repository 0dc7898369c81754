import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { watchHold } from "../src/talk/hold.ts";

let told: string[];
let stop: () => void;
let button: HTMLElement;
let area: HTMLElement;
let other: HTMLButtonElement;

beforeEach(() => {
  document.body.innerHTML = `<section><button id="talk">Hold</button><button id="other">Other</button><p>text</p></section><input>`;
  area = find("section");
  button = find("#talk");
  other = find("#other") as HTMLButtonElement;
  area.setPointerCapture = () => {};
  told = [];
  stop = watchHold({
    button,
    area,
    pressed: () => told.push("pressed"),
    released: () => told.push("released"),
  });
});

afterEach(() => stop());

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}

function pointer(type: string, on: Element, init: PointerEventInit = {}): void {
  on.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, pointerId: 1, pointerType: "mouse", ...init }));
}

function key(type: "keydown" | "keyup", init: KeyboardEventInit = {}, on: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent(type, { code: "Space", bubbles: true, cancelable: true, ...init });
  on.dispatchEvent(event);
  return event;
}

describe("a pointer", () => {
  test("holds from down to up", () => {
    pointer("pointerdown", button);
    expect(told).toEqual(["pressed"]);
    pointer("pointerup", button);
    expect(told).toEqual(["pressed", "released"]);
  });

  test("that is taken away ends the hold", () => {
    for (const end of ["pointercancel", "lostpointercapture"]) {
      told.length = 0;
      pointer("pointerdown", button);
      pointer(end, button);
      expect(told).toEqual(["pressed", "released"]);
    }
  });

  test("other than the main one does nothing", () => {
    pointer("pointerdown", button, { button: 2 });
    expect(told).toEqual([]);
  });

  test("beside the button counts for a finger, not for a mouse, and never on another control", () => {
    pointer("pointerdown", find("p"));
    pointer("pointerdown", other, { pointerType: "touch" });
    expect(told).toEqual([]);
    pointer("pointerdown", find("p"), { pointerType: "touch" });
    expect(told).toEqual(["pressed"]);
  });
});

describe("the space bar", () => {
  test("holds from down to up, repeats count once, and neither scrolls nor clicks", () => {
    const events = [key("keydown"), key("keydown", { repeat: true }), key("keyup")];
    expect(told).toEqual(["pressed", "released"]);
    expect(events.map((event) => event.defaultPrevented)).toEqual([true, true, true]);
  });

  test("on another focused button talks instead of clicking it", () => {
    expect(key("keydown", {}, other).defaultPrevented).toBe(true);
    expect(told).toEqual(["pressed"]);
  });

  test("writes a space in a text field", () => {
    expect(key("keydown", {}, find("input")).defaultPrevented).toBe(false);
    expect(told).toEqual([]);
  });

  test("with a modifier is somebody else's", () => {
    key("keydown", { ctrlKey: true });
    expect(told).toEqual([]);
  });

  test("let go in a text field still ends the hold", () => {
    key("keydown");
    key("keyup", {}, find("input"));
    expect(told).toEqual(["pressed", "released"]);
  });
});

describe("a hold", () => {
  test("by key and pointer ends with the last of them", () => {
    key("keydown");
    pointer("pointerdown", button);
    key("keyup");
    expect(told).toEqual(["pressed"]);
    pointer("pointerup", button);
    expect(told).toEqual(["pressed", "released"]);
  });

  test("ends when the window loses focus, and a late key-up says nothing more", () => {
    key("keydown");
    dispatchEvent(new Event("blur"));
    key("keyup");
    expect(told).toEqual(["pressed", "released"]);
  });

  test("ends when the page is hidden", () => {
    pointer("pointerdown", button);
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    Object.defineProperty(document, "hidden", { value: false, configurable: true });
    expect(told).toEqual(["pressed", "released"]);
  });

  test("ends when nobody watches any more", () => {
    pointer("pointerdown", button);
    stop();
    expect(told).toEqual(["pressed", "released"]);
    pointer("pointerdown", button);
    expect(told).toHaveLength(2);
  });
});
