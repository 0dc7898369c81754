import { useRef } from "react";
import { useLevel } from "../talk/level.ts";

const SIZES = { s: "h-3.5 max-w-56", l: "h-9" } as const;
const CELLS = { s: 14, l: 22 } as const;
const COLOURS = { talk: "bg-talk", hear: "bg-hear", alarm: "bg-alarm" } as const;
/** What a meter is lit with. */
export type MeterColour = keyof typeof COLOURS;

/** A row of cells that fill with the voice: green for one's own, red in one's emergency, blue for another's, empty while nobody talks. */
export function Meter({
  colour,
  level,
  size = "s",
}: {
  readonly size?: keyof typeof SIZES;
  readonly colour: MeterColour | null;
  readonly level: () => number;
}) {
  return (
    <div className={`flex w-full items-stretch gap-[3px] ${SIZES[size]}`} aria-hidden data-testid="meter">
      {colour === null ? (
        keys(size).map((key) => <i key={key} className={EMPTY} />)
      ) : (
        <Cells lit={COLOURS[colour]} level={level} size={size} />
      )}
    </div>
  );
}

interface CellsProps {
  readonly lit: string;
  readonly level: () => number;
  readonly size: keyof typeof SIZES;
}

function Cells({ lit, level, size }: CellsProps) {
  const cells = useRef<(HTMLElement | null)[]>([]);
  useLevel(level, (share) => {
    const count = Math.round(share * CELLS[size]);
    for (const [index, cell] of cells.current.entries()) {
      if (cell) cell.className = index < count ? `${CELL} ${lit} ${LIT_FORCED}` : EMPTY;
    }
  });
  return keys(size).map((key) => (
    <i
      key={key}
      className={EMPTY}
      ref={(cell) => {
        cells.current[key] = cell;
      }}
    />
  ));
}

const CELL = "flex-1 rounded-[2px]";
const LIT_FORCED = "forced-colors:bg-[Highlight] forced-colors:forced-color-adjust-none";
const EMPTY = `${CELL} bg-sunken inset-ring inset-ring-edge forced-colors:border`;

function keys(size: keyof typeof SIZES): readonly number[] {
  return Array.from({ length: CELLS[size] }, (_, index) => index);
}
