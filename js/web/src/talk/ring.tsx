import type { RingShape } from "@pressel/client";
import type { ReactElement } from "react";
import { LevelSpokes } from "./level-spokes.tsx";
import { arc, CENTRE, dots, places, RADIUS, radial, segments, teeth } from "./ring-shapes.ts";

const ENDING_BLOCKS = 5;
const TIMEOUT_DASHES = 12;
const OFFLINE_DOTS = 40;
const TURN_QUARTERS = 4;
const ALARM_TEETH = 24;

interface RingProps {
  /** Share of the talk limit that is left, 0–1. */
  readonly left: number;
  readonly secondsLeft: number;
  readonly turnSecondsLeft: number;
  /** Place in line and its length. */
  readonly position: number;
  readonly of: number;
  /** Loudness now, 0–1; asked for at most 15 times a second. */
  readonly level: () => number;
}

/** The ring tells the story by shape, so that it survives without colour. */
export function Ring({ shape, ...props }: RingProps & { readonly shape: RingShape }) {
  const Shape = SHAPES[shape];
  return (
    <svg viewBox="0 0 320 320" aria-hidden="true">
      <Shape {...props} />
    </svg>
  );
}

const SHAPES: { readonly [S in RingShape]: (props: RingProps) => ReactElement } = {
  groove: Groove,
  "turning-arc": () => (
    <>
      <Groove />
      <g className="ring-spin">
        <path className="ring-ink" d={arc(0, 85)} strokeWidth="9" strokeLinecap="round" />
      </g>
    </>
  ),
  fuse: ({ left }) => (
    <>
      <Groove />
      <path className="ring-colour" d={arc(0, 360 * left)} strokeWidth="17" />
      <path className="ring-ink" d={radial(0, 133, 159)} strokeWidth="3" strokeLinecap="round" />
    </>
  ),
  bolted: () => (
    <>
      <Groove />
      <circle className="ring-colour" cx={CENTRE} cy={CENTRE} r={RADIUS} strokeWidth="17" />
      {[90, 270].map((at) => (
        <path key={at} className="ring-ink" d={radial(at, 133, 159)} strokeWidth="9" strokeLinecap="round" />
      ))}
    </>
  ),
  places: ({ position, of }) =>
    drawn(places(position, of), ({ d, place }) => (
      <path key={d} className={PLACE[place].className} d={d} strokeWidth={PLACE[place].width} />
    )),
  quarters: ({ turnSecondsLeft }) => (
    <>
      <circle className="ring-colour ring-pulse" cx={CENTRE} cy={CENTRE} r="158" strokeWidth="3" />
      {drawn(segments(TURN_QUARTERS, 8, 143), (d, index) =>
        index < turnSecondsLeft ? (
          <path key={d} className="ring-colour" d={d} strokeWidth="14" />
        ) : (
          <path key={d} className="ring-hair" d={d} />
        ),
      )}
    </>
  ),
  blocks: ({ secondsLeft }) =>
    drawn(segments(ENDING_BLOCKS, 10), (d, index) =>
      index < secondsLeft ? (
        <path key={d} className="ring-colour" d={d} strokeWidth="18" />
      ) : (
        <path key={d} className="ring-hair" d={d} />
      ),
    ),
  spokes: ({ level }) => (
    <>
      <circle className="ring-hair" cx={CENTRE} cy={CENTRE} r="136" />
      <LevelSpokes level={level} />
    </>
  ),
  barred: () => (
    <>
      <circle className="ring-colour" cx={CENTRE} cy={CENTRE} r={RADIUS} strokeWidth="15" />
      {[45, 225].map((at) => (
        <path key={at} className="ring-ink" d={radial(at, 129, 163)} strokeWidth="12" strokeLinecap="round" />
      ))}
    </>
  ),
  broken: () => (
    <>
      <path className="ring-colour" d={arc(8, 164)} strokeWidth="15" transform="translate(5 -4)" />
      <path className="ring-colour" d={arc(188, 344)} strokeWidth="15" transform="translate(-5 4)" />
      <path
        className="ring-ink"
        d="M158 -3l-7 9 12 5-7 9M164 323l7-9-12-5 7-9"
        strokeWidth="4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  "hollow-dashes": () => (
    <>
      {drawn(segments(TIMEOUT_DASHES, 8), (d) => (
        <path key={d} className="ring-colour" d={d} strokeWidth="3" />
      ))}
      <path className="ring-ink" d={radial(0, 130, 160)} strokeWidth="10" strokeLinecap="round" />
    </>
  ),
  dots: () =>
    drawn(dots(OFFLINE_DOTS), ([x, y]) => <circle key={`${x} ${y}`} className="ring-dot" cx={x} cy={y} r="3.6" />),
  "long-dashes": () => (
    <circle className="ring-edge" cx={CENTRE} cy={CENTRE} r={RADIUS} strokeWidth="5" strokeDasharray="34 17" />
  ),
  hairlines: () => (
    <>
      <circle className="ring-edge" cx={CENTRE} cy={CENTRE} r="152" strokeWidth="2.5" />
      <circle className="ring-edge" cx={CENTRE} cy={CENTRE} r="140" strokeWidth="2.5" />
    </>
  ),
  teeth: () => (
    <>
      <circle className="ring-colour" cx={CENTRE} cy={CENTRE} r="138" strokeWidth="5" />
      <path className="ring-solid" d={teeth(ALARM_TEETH)} />
    </>
  ),
};

/** Ahead thin, one's own thick, behind a hairline. */
const PLACE = {
  ahead: { className: "ring-colour", width: 8 },
  own: { className: "ring-colour", width: 20 },
  behind: { className: "ring-edge", width: 2.5 },
} as const;

function Groove() {
  return (
    <>
      <circle className="ring-track" cx={CENTRE} cy={CENTRE} r={RADIUS} strokeWidth="17" />
      <circle className="ring-hair" cx={CENTRE} cy={CENTRE} r="155" />
      <circle className="ring-hair" cx={CENTRE} cy={CENTRE} r="137" />
    </>
  );
}

function drawn<T>(parts: readonly T[], draw: (part: T, index: number) => ReactElement): ReactElement {
  return <>{parts.map(draw)}</>;
}
