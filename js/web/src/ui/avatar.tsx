import { initial } from "../talk/mini-ring.tsx";

const SIZES = { s: "size-9 text-[0.85rem]", m: "size-[38px] text-[0.9rem]", l: "size-[52px] text-l" } as const;

/** The first letter of a name; the name itself stands beside it. */
export function Avatar({
  name,
  me = false,
  size = "m",
}: {
  readonly name: string;
  readonly me?: boolean;
  readonly size?: keyof typeof SIZES;
}) {
  const colours = me ? "bg-knob text-on-knob" : "bg-sunken text-ink";
  return (
    <span
      className={`inline-grid flex-none place-items-center rounded-full font-heavy inset-ring inset-ring-edge ${SIZES[size]} ${colours}`}
      aria-hidden
    >
      {initial(name)}
    </span>
  );
}
