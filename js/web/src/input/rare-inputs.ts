import type { ChannelSnapshot, Store } from "@pressel/client";
import { ACTIONS, bindings } from "./bindings.ts";
import type { Hands, Input } from "./hands.ts";
import { headsetKeys } from "./headset-preference.ts";

/** Devices that few have: the code for one is loaded when something is bound to it. */
export function rareInputs(channel: Store<ChannelSnapshot>): Input {
  return (hands) => {
    const running = new Map<string, () => void>();
    const look = () => {
      const bound = bindings.getSnapshot();
      const kinds = new Set(ACTIONS.flatMap((action) => bound[action].map(({ kind }) => kind)));
      keep(running, "pad", kinds.has("pad"), async () => (await import("./gamepad.ts")).gamepad(), hands);
      keep(running, "hid", kinds.has("hid"), async () => (await import("./telephony.ts")).telephony(), hands);
      const keys = async () => (await import("./media-keys.ts")).mediaKeys(channel);
      keep(running, "keys", headsetKeys.getSnapshot() === "on", keys, hands);
    };
    look();
    const stops = [bindings.subscribe(look), headsetKeys.subscribe(look)];
    return () => {
      for (const stop of [...stops, ...running.values()]) stop();
    };
  };
}

/** Starts what is wanted and does not run, stops what runs and is not wanted. */
function keep(
  running: Map<string, () => void>,
  name: string,
  wanted: boolean,
  load: () => Promise<Input>,
  hands: Hands,
): void {
  const stop = running.get(name);
  if (!wanted) {
    stop?.();
    running.delete(name);
  } else if (stop === undefined) {
    running.set(name, startWhenLoaded(load, hands));
  }
}

function startWhenLoaded(load: () => Promise<Input>, hands: Hands): () => void {
  let stop: (() => void) | null = null;
  let isOver = false;
  const start = (input: Input) => {
    if (!isOver) stop = input(hands);
  };
  // What cannot be fetched now is asked for again when the channel is next entered.
  load().then(start, () => {});
  return () => {
    isOver = true;
    stop?.();
  };
}
