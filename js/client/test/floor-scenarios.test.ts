import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { deadline, type Floor, type FloorEvent, IDLE_FLOOR, passTime, stepFloor } from "../src/floor.ts";

interface Happening {
  readonly type: string;
  readonly limit_ms?: number;
  readonly grace_ms?: number;
  readonly [field: string]: unknown;
}
interface Then {
  readonly phase: string;
  readonly gate: boolean;
  readonly effects: readonly unknown[];
  readonly deadline: number | null;
  readonly waiting?: boolean;
  readonly latched?: boolean;
  readonly position?: number;
  readonly of?: number;
  readonly cause?: string;
  readonly by?: string;
}
interface Scenario {
  readonly title: string;
  readonly steps: readonly { readonly now: number; readonly event: Happening; readonly then: Then }[];
}

const FOLDER = new URL("../../../protocol/client-floor/", import.meta.url);
const SCENARIOS = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({ file, ...(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Scenario) }));

function eventOf({ limit_ms, grace_ms, ...event }: Happening): FloorEvent {
  return {
    ...event,
    ...(limit_ms === undefined ? {} : { limitMs: limit_ms }),
    ...(grace_ms === undefined ? {} : { graceMs: grace_ms }),
  } as unknown as FloorEvent;
}

/** What is said of a floor where it is not empty. */
function shown({ waiting, latched, position, of, cause, by }: Floor): Partial<Then> {
  const all = { waiting, latched, position, of, cause, by };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

describe.each(SCENARIOS)("$file: $title", ({ steps }) => {
  test("each step goes as it is written", () => {
    let floor = IDLE_FLOOR;
    steps.forEach(({ now, event, then }, number) => {
      const next = event.type === "pass" ? passTime(floor, now) : stepFloor(floor, eventOf(event), now);
      floor = next.floor;
      const found = { phase: floor.phase, gate: floor.gateOpen, effects: next.effects, deadline: deadline(floor) };
      expect({ number, event, ...found, ...shown(floor) }).toEqual({ number, event, ...then });
    });
  });
});
