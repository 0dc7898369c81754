import { type Action, actionOf, type Binding, type Bindings } from "./bindings.ts";
import type { Input } from "./hands.ts";

/** Where keys write, choose or tick something: they never talk there. */
const FIELDS = "input, textarea, select, [contenteditable], [role=textbox], [role=combobox]";
/** Where Escape and the letters have a meaning of their own. */
const LAYERS = "dialog, [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/**
 * Keys, and every pedal that pretends to be a keyboard. A talk key neither scrolls the page nor clicks the button that has
 * the focus, and its going up counts wherever the focus is by then.
 */
export function keyboard(view: string, shown: Window, bindings: () => Bindings): Input {
  return (hands) => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const taken = new Map<string, Action>();
    const holder = ({ code }: KeyboardEvent) => `${view} key ${code};`;

    const down = (event: KeyboardEvent) => {
      const action = isForUs(event) ? actionFor(event, bindings()) : null;
      if (action === null) return;
      if (action !== "leave") event.preventDefault();
      if (event.repeat) return;
      taken.set(event.code, action);
      hands.begin(action, holder(event));
    };
    const up = (event: KeyboardEvent) => {
      const action = taken.get(event.code);
      if (action === undefined) return;
      taken.delete(event.code);
      if (isForUs(event)) event.preventDefault();
      hands.finish(action, holder(event));
    };
    shown.addEventListener("keydown", down, { signal });
    shown.addEventListener("keyup", up, { signal });
    shown.addEventListener("blur", () => taken.clear(), { signal });
    return () => {
      stopping.abort();
      hands.letGoAll(`${view} key`);
    };
  };
}

/** What a key on its own means as a binding. */
export function bindingOf({ code, shiftKey }: KeyboardEvent): Binding {
  return { kind: "key", code, shift: shiftKey };
}

function actionFor(event: KeyboardEvent, known: Bindings): Action | null {
  const isLetter = event.code.startsWith("Key");
  return isLetter && !known.letters ? null : actionOf(known, bindingOf(event));
}

/** Not while one writes, or where a dialog lies over the page. */
export function isForUs(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  const closest = (event.target as Partial<Element> | null)?.closest?.bind(event.target);
  return !closest?.(FIELDS) && !closest?.(LAYERS);
}
