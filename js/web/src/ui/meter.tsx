import { useRef } from "react";
import { useLevel } from "../talk/level.ts";

const CELLS = 14;
const COLOURS = { talk: "bg-talk", hear: "bg-hear" } as const;

/** A row of cells that fill with the voice: green for one's own, blue for another's, empty while nobody talks. */
export function Meter({
  colour,
  level,
}: {
  readonly colour: keyof typeof COLOURS | null;
  readonly level: () => number;
}) {
  return (
    <div className="flex h-3.5 w-full max-w-56 items-stretch gap-[3px]" aria-hidden data-testid="meter">
      {colour === null ? (
        CELL_KEYS.map((key) => <i key={key} className={EMPTY} />)
      ) : (
        <Cells lit={COLOURS[colour]} level={level} />
      )}
    </div>
  );
}

function Cells({ lit, level }: { readonly lit: string; readonly level: () => number }) {
  const cells = useRef<(HTMLElement | null)[]>([]);
  useLevel(level, (share) => {
    const count = Math.round(share * CELLS);
    for (const [index, cell] of cells.current.entries()) {
      if (cell) cell.className = index < count ? `${CELL} ${lit}` : EMPTY;
    }
  });
  return CELL_KEYS.map((key) => (
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
const EMPTY = `${CELL} bg-sunken inset-ring inset-ring-edge`;
const CELL_KEYS = Array.from({ length: CELLS }, (_, index) => index);
