// @vitest-environment node
import { readFileSync } from "node:fs";
import { type ButtonState, TALK_BUTTON } from "@pressel/client";
import { expect, test } from "vitest";

const PAGE = readFileSync(new URL("../../../docs/reference/talk-button.md", import.meta.url), "utf8");

test("the reference page tells every state with its ring, its symbol and its tone", () => {
  for (const state of Object.keys(TALK_BUTTON) as ButtonState[]) {
    const { ring, symbol, cue } = TALK_BUTTON[state];
    const row = PAGE.split("\n").find((line) => line.startsWith(`| \`${state}\` |`));
    const cells = row?.split("|").map((cell) => cell.trim()) ?? [];
    expect(cells.slice(3, 5)).toEqual([ring, symbol]);
    expect(cells[5]).toContain(cue ?? "");
  }
});
