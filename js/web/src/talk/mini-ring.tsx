import { AudioLines, Bell, Siren } from "lucide-react";

/** `hear` somebody talks · `talk` you do · `turn` it is your turn and you have not taken it · `alarm` an emergency is on the air · `quiet`. */
export type MiniState = "quiet" | "hear" | "talk" | "turn" | "alarm";

interface MiniRingProps {
  readonly state: MiniState;
  readonly name: string;
}

const BOX = 44;
const HALF = BOX / 2;
const SPOKES = 20;
const TEETH = 16;
const FULL_TURN = 360;

const LOOKS = {
  hear: { ring: "fill-none stroke-hear", disc: "fill-knob stroke-k-hear", symbol: "text-k-hear" },
  talk: { ring: "fill-none stroke-talk", disc: "fill-talk stroke-talk", symbol: "text-on-talk" },
  turn: { ring: "fill-none stroke-queue", disc: "fill-knob stroke-k-queue", symbol: "text-k-queue" },
  alarm: { ring: "fill-alarm stroke-alarm", disc: "fill-knob stroke-k-alarm", symbol: "text-k-alarm" },
} as const;

/** A channel's ring in a row: its letter while quiet, spokes while somebody talks, quarters in one's turn, teeth in an emergency. */
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
  const { ring, disc, symbol } = LOOKS[state];
  const Glyph = SYMBOLS[state];
  return (
    <svg className="size-11 flex-none" viewBox={`0 0 ${BOX} ${BOX}`} aria-hidden="true">
      <path d={PATHS[state]} className={ring} strokeWidth={WIDTHS[state]} strokeLinecap="round" />
      <circle cx={HALF} cy={HALF} r="14" className={disc} strokeWidth="1.5" />
      <Glyph x={13} y={13} width={18} height={18} className={symbol} />
    </svg>
  );
}

/** The letter a name is known by at a glance. */
export function initial(name: string): string {
  return (Array.from(name.trim())[0] ?? "?").toLocaleUpperCase();
}

const SPOKE_PATH = Array.from({ length: SPOKES }, (_, index) => {
  const degrees = (index * FULL_TURN) / SPOKES;
  const reach = 17.2 + 3.6 * Math.abs(Math.sin(index * 2.1));
  return `M${at(16.6, degrees)}L${at(reach, degrees)}`;
}).join("");

const TEETH_PATH = Array.from({ length: TEETH }, (_, index) => {
  const degrees = (index * FULL_TURN) / TEETH;
  return `M${at(16.4, degrees - 7)}L${at(20.8, degrees)}L${at(16.4, degrees + 7)}z`;
}).join("");

const QUARTERS_PATH = [0, 90, 180, 270]
  .map((degrees) => `M${at(18.6, degrees + 10)}A18.6 18.6 0 0 1 ${at(18.6, degrees + 80)}`)
  .join("");

const PATHS = { hear: SPOKE_PATH, talk: SPOKE_PATH, turn: QUARTERS_PATH, alarm: TEETH_PATH } as const;
const WIDTHS = { hear: 2.4, talk: 2.4, turn: 3.4, alarm: 0.5 } as const;
const SYMBOLS = { hear: AudioLines, talk: AudioLines, turn: Bell, alarm: Siren } as const;

function at(radius: number, degrees: number): string {
  const radians = (degrees * Math.PI) / (FULL_TURN / 2);
  return `${(HALF + radius * Math.sin(radians)).toFixed(1)} ${(HALF - radius * Math.cos(radians)).toFixed(1)}`;
}
