import { ACTIONS, type Action, type Binding, type Bindings, bindings, keyOf } from "./bindings.ts";
import type { Hands, Input } from "./hands.ts";
import { type HidDevice, hidPort, TELEPHONY_PAGE, usagesOn } from "./hid.ts";
import { learning } from "./learning.ts";

/** Headsets with call buttons, by the telephony page of HID (USB HID Usage Tables, page 0x0B). */
export function telephony(known: () => Bindings = bindings.getSnapshot): Input {
  return (hands) => {
    const port = hidPort();
    if (port === null) return () => {};
    const stopping = new AbortController();
    const down = new Map<HidDevice, ReadonlySet<number>>();

    const listen = async (device: HidDevice) => {
      if (!device.opened) await device.open();
      device.addEventListener("inputreport", (event) => hear(event.device, usagesOn(event)), {
        signal: stopping.signal,
      });
    };
    const hear = (device: HidDevice, now: ReadonlySet<number>) => {
      const before = down.get(device) ?? new Set<number>();
      down.set(device, now);
      if (learning.getSnapshot()) return;
      for (const usage of new Set([...before, ...now])) {
        if (now.has(usage) !== before.has(usage)) turn(hands, known(), hidBinding(device, usage), now.has(usage));
      }
    };
    const listenToAll = async () => {
      for (const device of await port.getDevices()) if (isTelephone(device)) await listen(device);
    };
    port.addEventListener("connect", ({ device }) => void listen(device), { signal: stopping.signal });
    port.addEventListener("disconnect", () => hands.letGoAll("hid"), { signal: stopping.signal });
    // A device that another program holds stays deaf until it is plugged in anew.
    listenToAll().catch(() => {});
    return () => {
      stopping.abort();
      hands.letGoAll("hid");
    };
  };
}

export function hidBinding(device: HidDevice, usage: number): Binding {
  return { kind: "hid", vendor: device.vendorId, product: device.productId, usage };
}

function isTelephone({ collections }: HidDevice): boolean {
  return collections.some(({ usagePage }) => usagePage === TELEPHONY_PAGE);
}

function turn(hands: Hands, known: Bindings, pressed: Binding, isDown: boolean): void {
  const key = keyOf(pressed);
  const action: Action | undefined = ACTIONS.find((one) => known[one].some((binding) => keyOf(binding) === key));
  if (action === undefined) return;
  if (isDown) hands.begin(action, key);
  else hands.finish(action, key);
}
