import { initial } from "../talk/mini-ring.tsx";

const SIZES = { s: "size-9 text-[0.85rem]", m: "size-[38px] text-[0.9rem]", l: "size-[52px] text-l" } as const;

/** A disc for here, one with a bar for busy, a ring for away, a broken one for off duty: told apart without colour. */
const MARKS = {
  here: "bg-ink forced-colors:bg-[CanvasText] forced-colors:forced-color-adjust-none",
  busy: "bg-ink after:absolute after:inset-x-[3px] after:top-1/2 after:h-[2.5px] after:-translate-y-1/2 after:bg-surface",
  away: "border-[3px] border-edge bg-surface",
  "off-duty": "border-[3px] border-dashed border-edge bg-surface",
} as const;

interface AvatarProps {
  readonly name: string;
  readonly me?: boolean;
  readonly size?: keyof typeof SIZES;
  readonly presence?: keyof typeof MARKS;
}

/** The first letter of a name; the name itself stands beside it, and the presence in words where it is not "here". */
export function Avatar({ name, me = false, size = "m", presence }: AvatarProps) {
  const colours = me ? "bg-knob text-on-knob" : "bg-sunken text-ink";
  return (
    <span className="relative inline-grid flex-none" aria-hidden>
      <span
        className={`inline-grid place-items-center rounded-full font-heavy inset-ring inset-ring-edge forced-colors:border ${SIZES[size]} ${colours}`}
      >
        {initial(name)}
      </span>
      {presence && (
        <span
          className={`absolute -end-0.5 -bottom-0.5 size-3.5 rounded-full ring-2 ring-surface forced-colors:border forced-colors:border-[CanvasText] ${MARKS[presence]}`}
        />
      )}
    </span>
  );
}
