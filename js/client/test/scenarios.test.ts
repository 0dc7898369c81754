import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  deadline,
  type Floor,
  type FloorEvent,
  type FloorStep,
  IDLE_FLOOR,
  passTime,
  stepFloor,
} from "../src/floor.ts";

const FOLDER = new URL("../../../protocol/client-floor/", import.meta.url);

/** An event as the scenarios write it: names of the wire, and `pass` where only time has passed. */
interface Written {
  readonly type: string;
  readonly limit_ms?: number;
  readonly grace_ms?: number;
  readonly [field: string]: unknown;
}
interface Step {
  readonly now: number;
  readonly event: Written;
  readonly then: object;
}
interface Scenario {
  readonly title: string;
  readonly steps: readonly Step[];
}

const SCENARIOS = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Scenario);

function happen(floor: Floor, { limit_ms, grace_ms, ...event }: Written, now: number): FloorStep {
  if (event.type === "pass") return passTime(floor, now);
  const times = {
    ...(limit_ms === undefined ? {} : { limitMs: limit_ms }),
    ...(grace_ms === undefined ? {} : { graceMs: grace_ms }),
  };
  return stepFloor(floor, { ...event, ...times } as unknown as FloorEvent, now);
}

/** What the machine is and wants, as the scenarios say it. */
function told({ floor, effects }: FloorStep): object {
  return {
    phase: floor.phase,
    gate: floor.gateOpen,
    effects,
    deadline: deadline(floor),
    ...(floor.waiting ? { waiting: true } : {}),
    ...(floor.latched ? { latched: true } : {}),
    ...(floor.position > 0 ? { position: floor.position, of: floor.of } : {}),
    ...(floor.cause === null ? {} : { cause: floor.cause }),
    ...(floor.by === null ? {} : { by: floor.by }),
  };
}

describe("the talker's machine and its twin in Python do the same", () => {
  test.each(SCENARIOS.map(({ title, steps }) => [title, steps] as const))("%s", (_, steps) => {
    let floor = IDLE_FLOOR;
    for (const { now, event, then } of steps) {
      const step = happen(floor, event, now);
      expect(told(step), `at ${now}, ${JSON.stringify(event)}`).toEqual(then);
      floor = step.floor;
    }
  });

  test("in every story there is", () => {
    expect(SCENARIOS.length).toBeGreaterThan(20);
  });
});
