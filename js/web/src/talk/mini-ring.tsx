import { AudioLines } from "lucide-react";

interface MiniRingProps {
  /** `hear` somebody talks · `talk` you do · `quiet`. */
  readonly state: "quiet" | "hear" | "talk";
  readonly name: string;
}

const BOX = 44;
const HALF = BOX / 2;
const SPOKES = 20;

/** A channel's ring in a row: its letter while quiet, spokes while somebody talks. */
export function MiniRing({ state, name }: MiniRingProps) {
  if (state === "quiet") {
    return (
      <svg className="size-11 flex-none" viewBox={`0 0 ${BOX} ${BOX}`} aria-hidden="true">
        <circle cx={HALF} cy={HALF} r="15" className="fill-sunken stroke-edge" strokeWidth="1.5" />
        <text x={HALF} y="27.6" textAnchor="middle" className="fill-ink font-heavy" fontSize="16">
          {initial(name)}
        </text>
      </svg>
    );
  }
  const colour = state === "hear" ? "stroke-hear" : "stroke-talk";
  const disc = state === "hear" ? "fill-knob stroke-k-hear" : "fill-talk stroke-talk";
  const wave = state === "hear" ? "text-k-hear" : "text-on-talk";
  return (
    <svg className="size-11 flex-none" viewBox={`0 0 ${BOX} ${BOX}`} aria-hidden="true">
      <path d={SPOKE_PATH} className={colour} strokeWidth="2.4" strokeLinecap="round" fill="none" />
      <circle cx={HALF} cy={HALF} r="14" className={disc} strokeWidth="1.5" />
      <AudioLines x={13} y={13} width={18} height={18} className={wave} />
    </svg>
  );
}

/** The letter a name is known by at a glance. */
export function initial(name: string): string {
  return (Array.from(name.trim())[0] ?? "?").toLocaleUpperCase();
}

const SPOKE_PATH = Array.from({ length: SPOKES }, (_, index) => {
  const radians = (index * 2 * Math.PI) / SPOKES;
  const reach = 17.2 + 3.6 * Math.abs(Math.sin(index * 2.1));
  const at = (radius: number) =>
    `${(HALF + radius * Math.sin(radians)).toFixed(1)} ${(HALF - radius * Math.cos(radians)).toFixed(1)}`;
  return `M${at(16.6)}L${at(reach)}`;
}).join("");
