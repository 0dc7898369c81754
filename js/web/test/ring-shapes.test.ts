import { describe, expect, test } from "vitest";
import { arc, places, point, segments, spokes, teeth } from "../src/talk/ring-shapes.ts";

describe("the ring", () => {
  test("starts at the top and runs clockwise", () => {
    const [top, right] = [point(100, 0), point(100, 90)];
    expect(top.map(Math.round)).toEqual([160, 60]);
    expect(right.map(Math.round)).toEqual([260, 160]);
  });

  test("a whole turn is an arc that can be seen", () => {
    expect(arc(0, 360)).toMatch(/^M160\.0 14\.0A146 146 0 1 1 159\.\d 14\.0$/);
  });

  test("segments leave a gap at every border", () => {
    expect(segments(5, 10)).toHaveLength(5);
    expect(segments(4, 8)[0]).toBe(arc(4, 86));
  });

  test("spokes reach further with the voice", () => {
    const reach = (level: number) => Number(/L[\d.]+ ([\d.]+)/.exec(spokes(level))?.[1]);
    expect(reach(1)).toBeLessThan(reach(0));
  });

  test("of a line shows those ahead, one's own place and those behind", () => {
    const line = (position: number, of: number) => places(position, of).map(({ place }) => place);
    expect(line(2, 4)).toEqual(["ahead", "own", "behind", "behind"]);
    expect(line(1, 1)).toEqual(["own", "behind", "behind", "behind"]);
    expect(line(12, 40)).toHaveLength(8);
    expect(line(12, 40).at(-1)).toBe("own");
  });

  test("has its teeth outwards", () => {
    expect(teeth(24).match(/M/g)).toHaveLength(24);
    expect(teeth(24)).toMatch(/^M148\.\d 14\.\dL160\.0 -1\.0L171\.\d 14\.\dz/);
  });
});
