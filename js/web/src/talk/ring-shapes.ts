/** Geometry of the ring in a 320 × 320 box: pure functions from numbers to SVG path data. Degrees run clockwise from the top. */

export const CENTRE = 160;
export const RADIUS = 146;

const SPOKES = 72;
const SPOKE_START = 139;
const SPOKE_SHORTEST = 2;
const SPOKE_LONGEST = 25;
const FULL_TURN = 360;
/** A line of one still looks like a line. */
const PLACES_MIN = 4;
const PLACES_MAX = 8;
const PLACE_GAP = 8;
const TOOTH_FOOT = 146;
const TOOTH_TIP = 161;
/** How much wider the room of a tooth is than the tooth. */
const TOOTH_GAP = 1.63;

/** A point on the circle of `radius`. */
export function point(radius: number, degrees: number): readonly [number, number] {
  const radians = (degrees * Math.PI) / 180;
  return [CENTRE + radius * Math.sin(radians), CENTRE - radius * Math.cos(radians)];
}

/** An arc from one angle to a later one; a whole turn stops just short of it, else it would be none. */
export function arc(from: number, to: number, radius = RADIUS): string {
  const sweep = Math.min(to - from, FULL_TURN - 0.1);
  const isLarge = sweep > FULL_TURN / 2 ? 1 : 0;
  return `M${pair(point(radius, from))}A${radius} ${radius} 0 ${isLarge} 1 ${pair(point(radius, from + sweep))}`;
}

/** A stroke across the ring at one angle. */
export function radial(degrees: number, inner: number, outer: number): string {
  return `M${pair(point(inner, degrees))}L${pair(point(outer, degrees))}`;
}

/** `count` arcs of equal length with a gap of `gap` degrees around each of their borders. */
export function segments(count: number, gap: number, radius = RADIUS): readonly string[] {
  const step = FULL_TURN / count;
  return Array.from({ length: count }, (_, index) => arc(index * step + gap / 2, (index + 1) * step - gap / 2, radius));
}

export interface Place {
  readonly d: string;
  readonly place: "ahead" | "own" | "behind";
}

/** The line as a ring: a part for each place, one's own among them. Of a long line the parts around one's own. */
export function places(position: number, of: number): readonly Place[] {
  const count = Math.max(PLACES_MIN, Math.min(of, PLACES_MAX));
  const own = Math.max(1, Math.min(position, count));
  return segments(count, PLACE_GAP).map((d, index) => {
    const at = index + 1;
    return { d, place: at < own ? "ahead" : at === own ? "own" : "behind" };
  });
}

/** Triangles that point outwards, as one path. */
export function teeth(count: number): string {
  const step = FULL_TURN / count;
  return Array.from({ length: count }, (_, index) => {
    const at = index * step;
    const foot = (side: number) => pair(point(TOOTH_FOOT, at + (side * step) / 2 / TOOTH_GAP));
    return `M${foot(-1)}L${pair(point(TOOTH_TIP, at))}L${foot(1)}z`;
  }).join("");
}

/** Dots around the ring. */
export function dots(count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, index) => point(RADIUS, (index * FULL_TURN) / count));
}

/** All spokes as one path; `level` 0–1 is how far they reach. */
export function spokes(level: number): string {
  return SPOKE_PATTERN.map((weight, index) => {
    const reach = SPOKE_SHORTEST + (SPOKE_LONGEST - SPOKE_SHORTEST) * weight * level;
    return radial((index * FULL_TURN) / SPOKES, SPOKE_START, SPOKE_START + reach);
  }).join("");
}

/** How strongly each spoke follows the voice: uneven like one, and the same on both sides. */
const SPOKE_PATTERN: readonly number[] = Array.from({ length: SPOKES }, (_, index) => {
  const side = Math.min(index, SPOKES - index);
  const wave = Math.abs(Math.sin(side * 2.3 + 1) * Math.cos(side * 0.9 + 0.3));
  return 0.06 + 0.94 * wave;
});

function pair([x, y]: readonly [number, number]): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
