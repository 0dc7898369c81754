import { later } from "../words/later.ts";
import type { Binding } from "./bindings.ts";

const HEXADECIMAL = 16;
const USAGE_DIGITS = 8;

/** A button as people know it: `Q`, `Shift + Space`, `Pedal or pad, button 1`. */
export function bindingName(binding: Binding): string {
  const { keys } = later.hands;
  switch (binding.kind) {
    case "key":
      return binding.shift ? `${keys.shift} + ${keyName(binding.code)}` : keyName(binding.code);
    case "pad":
      return keys.pad(binding.button + 1);
    case "hid":
      return keys.headsetButton(binding.usage.toString(HEXADECIMAL).padStart(USAGE_DIGITS, "0"));
  }
}

/** `KeyQ` is Q, `ArrowUp` is Arrow Up. */
function keyName(code: string): string {
  if (code === "Space") return later.hands.keys.space;
  return code.replace(/^(?:Key|Digit)(?=.$)/, "").replace(/(?<=[a-z])(?=[A-Z0-9])/g, " ");
}
