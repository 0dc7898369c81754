import { Preference } from "../preference.ts";

/** What a button may be bound to. */
export const ACTIONS = ["talk", "latch", "leave", "line", "alarm"] as const;
export type Action = (typeof ACTIONS)[number];

/** One button of one kind of device. */
export type Binding =
  /** `code` of UI Events; pedals that pretend to be keyboards send one too. */
  | { readonly kind: "key"; readonly code: string; readonly shift: boolean }
  /** Of any gamepad with this id. */
  | { readonly kind: "pad"; readonly pad: string; readonly button: number }
  /** A usage of HID, page in the upper 16 bits, of one product. */
  | { readonly kind: "hid"; readonly vendor: number; readonly product: number; readonly usage: number };

export type Bindings = {
  readonly [A in Action]: readonly Binding[];
} & {
  /** Whether single letters do anything (WCAG 2.2, 2.1.4). */
  readonly letters: boolean;
};

/** Buttons for one action. */
export const BINDINGS_MAX = 4;

const key = (code: string, shift = false): Binding => ({ kind: "key", code, shift });

export const DEFAULT_BINDINGS: Bindings = {
  talk: [key("Space")],
  latch: [key("Space", true)],
  leave: [key("Escape")],
  line: [key("KeyQ")],
  alarm: [key("KeyE")],
  letters: true,
};

export const bindings = new Preference<Bindings>("bindings", DEFAULT_BINDINGS, readBindings, JSON.stringify);

/** The action a button is bound to. */
export function actionOf(known: Bindings, pressed: Binding): Action | null {
  return ACTIONS.find((action) => known[action].some((one) => isSame(one, pressed))) ?? null;
}

/** Binds a button to an action, and to nothing else; the oldest gives way to the fifth. */
export function bind(known: Bindings, action: Action, pressed: Binding): Bindings {
  const free = unbind(known, pressed);
  return { ...free, [action]: [...free[action], pressed].slice(-BINDINGS_MAX) };
}

export function unbind(known: Bindings, pressed: Binding): Bindings {
  const without = ACTIONS.map((action) => [action, known[action].filter((one) => !isSame(one, pressed))] as const);
  return { ...known, ...Object.fromEntries(without) };
}

export function isSame(a: Binding, b: Binding): boolean {
  return keyOf(a) === keyOf(b);
}

/** A word of its own for each button. */
export function keyOf(binding: Binding): string {
  switch (binding.kind) {
    case "key":
      return `key ${binding.code} ${binding.shift}`;
    case "pad":
      return `pad ${binding.button} ${binding.pad}`;
    case "hid":
      return `hid ${binding.vendor} ${binding.product} ${binding.usage}`;
  }
}

/** What was kept, as far as it still means something; `null` when nothing does. */
export function readBindings(text: string): Bindings | null {
  try {
    const found = JSON.parse(text) as { readonly [key: string]: unknown };
    const lists = ACTIONS.map((action) => {
      const list = found[action];
      return [action, Array.isArray(list) ? list.filter(isBinding).slice(0, BINDINGS_MAX) : DEFAULT_BINDINGS[action]];
    });
    return { ...DEFAULT_BINDINGS, ...Object.fromEntries(lists), letters: found.letters !== false };
  } catch {
    // Not what this version wrote.
    return null;
  }
}

function isBinding(value: unknown): value is Binding {
  const one = value as Partial<Record<string, unknown>> | null;
  if (typeof one !== "object" || one === null) return false;
  const { kind, code, shift, pad, button, vendor, product, usage } = one;
  if (kind === "key") return typeof code === "string" && typeof shift === "boolean";
  if (kind === "pad") return typeof pad === "string" && typeof button === "number";
  return kind === "hid" && [vendor, product, usage].every((part) => typeof part === "number");
}
