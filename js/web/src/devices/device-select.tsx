import type { DeviceKind } from "@pressel/client";
import { useSession, useStore } from "@pressel/react";
import { Select } from "../ui/select.tsx";
import { later } from "../words/later.ts";

const LISTS = { microphone: "microphones", speaker: "speakers" } as const;

/** Which microphone, or where the sound goes; nothing where the browser lets nobody choose. */
export function DeviceSelect({ kind }: { readonly kind: DeviceKind }) {
  const { devices } = useSession();
  const known = useStore(devices.store);
  const list = known[LISTS[kind]];
  if (list.length === 0) return null;
  const chosen = known[kind];
  const isThere = list.some(({ id }) => id === chosen);
  return (
    <Select
      label={later.devices[kind]}
      value={isThere ? (chosen ?? "") : ""}
      options={[
        { value: "", name: later.devices.own },
        ...list.map(({ id, label }, index) => ({ value: id, name: label || later.devices.nameless[kind](index + 1) })),
      ]}
      onValue={(id) => devices.choose(kind, id === "" ? null : id)}
    />
  );
}
