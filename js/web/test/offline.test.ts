// @vitest-environment node
import { describe, expect, test } from "vitest";
import { summary } from "../../client/test/world.ts";
import { missedBetween } from "../src/offline/missed.ts";
import { cacheName, keyOf, outdated, wayOf } from "../src/offline/shell.ts";

const ORIGIN = "https://radio.example.org";

function asked(path: string, mode = "cors", method = "GET") {
  return { method, mode, url: `${path.startsWith("http") ? "" : ORIGIN}${path}` };
}

describe("the service worker", () => {
  test.each([
    ["/", "navigate", "network first"],
    ["/states", "navigate", "network first"],
    ["/assets/index-abc123.js", "cors", "cache first"],
    ["/manifest.webmanifest", "cors", "network first"],
    ["/v1/session", "cors", "not ours"],
    ["/v1/channels/lobby/bursts?limit=50", "cors", "not ours"],
    ["/metrics", "cors", "not ours"],
    ["/readyz", "navigate", "not ours"],
    ["https://elsewhere.example.org/assets/a.js", "cors", "not ours"],
  ])("answers %s (%s) %s", (path, mode, way) => {
    expect(wayOf(asked(path, mode), ORIGIN)).toBe(way);
  });

  test("leaves everything that is not a question to the server", () => {
    expect(wayOf(asked("/assets/a.js", "cors", "POST"), ORIGIN)).toBe("not ours");
  });

  test("keeps one page for all addresses of the app", () => {
    expect(keyOf(asked("/anything", "navigate"))).toBe("/");
    expect(keyOf(asked("/assets/a.js?x=1"))).toBe("/assets/a.js");
  });

  test("gives another build another shell, and keeps the one before for a tab that still runs on it", () => {
    const [first, second, third] = [["/a"], ["/b"], ["/c"]].map(cacheName);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(outdated([first ?? "", "other", second ?? "", third ?? ""], third ?? "")).toEqual([first]);
    expect(outdated([first ?? "", second ?? ""], second ?? "")).toEqual([]);
  });
});

describe("what was missed", () => {
  const talker = (member: string, seq: number) => ({
    member,
    name: member,
    grant: { epoch: 1, seq },
    since_at_ms: 0,
    limit_ms: 0,
  });
  const quiet = summary("lobby");

  test("is whoever began to talk since, but not oneself", () => {
    expect(missedBetween([quiet], [{ ...quiet, talker: talker("ben", 1) }], "me")).toBe(1);
    expect(missedBetween([quiet], [{ ...quiet, talker: talker("me", 1) }], "me")).toBe(0);
  });

  test("counts each burst once", () => {
    const talks = { ...quiet, talker: talker("ben", 1) };
    expect(missedBetween([talks], [talks], "me")).toBe(0);
    expect(missedBetween([talks], [quiet], "me")).toBe(0);
    expect(missedBetween([talks], [{ ...quiet, talker: talker("cy", 2) }], "me")).toBe(1);
  });
});
