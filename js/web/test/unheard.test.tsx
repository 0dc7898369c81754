import type { ChannelSummary } from "@pressel/client";
import { act, fireEvent, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { channelState, SERVER_AT_MS, summary } from "../../client/test/world.ts";
import { mutes } from "../src/lobby/mutes.ts";
import { countUnheard, type Ears, NOTHING, type Unheard, unheardSum, unheardText } from "../src/lobby/unheard.ts";
import { open, pass, setStage, world } from "./stage.tsx";

const EARS: Ears = { self: "me", open: null, isSilent: () => false };
const [LOBBY, GATE] = [summary("lobby"), summary("gate-b")];

function talks(channel: ChannelSummary, seq: number, member = "ben", epoch = 10): ChannelSummary {
  const talker = { member, name: "Ben", grant: { epoch, seq }, since_at_ms: SERVER_AT_MS, limit_ms: 0 };
  return { ...channel, talker };
}

function after(looks: readonly (readonly ChannelSummary[])[], ears: Partial<Ears> = {}): Unheard {
  return looks.reduce((known, look) => countUnheard(known, look, { ...EARS, ...ears }), NOTHING);
}

describe("what was not heard", () => {
  test("is counted once for each grant, however often it is told", () => {
    const looks = [[LOBBY], [talks(LOBBY, 3)], [talks(LOBBY, 3)], [LOBBY], [talks(LOBBY, 3)], [talks(LOBBY, 5)]];
    expect(after(looks).lobby?.count).toBe(2);
    expect(after([...looks, [talks(LOBBY, 4)]]).lobby?.count).toBe(2);
    expect(after([...looks, [talks(LOBBY, 1, "ben", 11)]]).lobby?.count).toBe(3);
  });

  test("is not what began before one came, what one says oneself, nor what is muted", () => {
    expect(unheardSum(after([[talks(LOBBY, 3)], [LOBBY]]))).toBe(0);
    expect(unheardSum(after([[LOBBY], [talks(LOBBY, 3, "me")]]))).toBe(0);
    expect(unheardSum(after([[LOBBY], [talks(LOBBY, 3)]], { isSilent: () => true }))).toBe(0);
  });

  test("begins anew with entering, and with leaving counts what begins from then on", () => {
    const before = after([
      [LOBBY, GATE],
      [talks(LOBBY, 3), talks(GATE, 3)],
    ]);
    const inside = countUnheard(before, [talks(LOBBY, 5), talks(GATE, 3)], { ...EARS, open: "lobby" });
    expect([inside.lobby?.count, inside["gate-b"]?.count]).toEqual([0, 1]);
    const left = countUnheard(inside, [talks(LOBBY, 5), talks(GATE, 3)], EARS);
    expect(left).toBe(inside);
    expect(countUnheard(left, [talks(LOBBY, 7), talks(GATE, 3)], EARS).lobby?.count).toBe(1);
  });

  test("is bounded, and forgets channels that are gone", () => {
    const many = Array.from({ length: 150 }, (_, seq) => [talks(LOBBY, seq)]);
    expect(unheardText(after(many).lobby?.count ?? 0)).toBe("99+");
    expect(unheardText(99)).toBe("99");
    expect(after([...many, [GATE]])).not.toHaveProperty("lobby");
  });
});

describe("a row of the lobby", () => {
  setStage({
    hash: "",
    arrange: (fresh) => {
      mutes.choose({});
      fresh.channels = [summary("gate-b"), summary("lobby")];
      fresh.answers = { "channel.join": () => ({ channel: channelState("lobby") }) };
    },
  });

  async function tell(channel: ChannelSummary): Promise<void> {
    world.peer.tell({ type: "channel.changed", channel });
    await pass(50);
  }

  async function goTo(hash: string): Promise<void> {
    await act(async () => {
      location.hash = hash;
      dispatchEvent(new Event("hashchange"));
    });
    await pass(50);
  }

  test("says how many wait and how much was not heard, until one enters", async () => {
    await open();
    await tell({ ...talks(LOBBY, 3), queue_length: 2 });
    const row = screen.getByTestId("channel-lobby");
    expect(row.textContent).toContain("2 wait in line");
    expect(screen.getByTestId("unheard").textContent).toBe("1 new 1 unheard");
    expect(screen.getByRole("link", { name: /^Lobby Ben is talking .* 1 unheard/ })).toBeDefined();
    world.peer.hangUp();
    await pass(5_000);
    expect(screen.getByTestId("unheard").textContent).toBe("1 new 1 unheard");
    await goTo("#/channel/lobby");
    await goTo("#/");
    expect(screen.queryByTestId("unheard")).toBeNull();
  });

  test("has its like in the strip and the list of a channel's screen, with one's own place in line", async () => {
    await open();
    await goTo("#/channel/lobby");
    await tell({ ...talks(GATE, 3), queue_length: 2 });
    const others = screen.getAllByRole("link", { name: "Gate-b Ben is talking 2 wait in line 1 unheard" });
    expect(others).toHaveLength(2);
    world.answers = { ...world.answers, "floor.request": () => ({ result: "queued", position: 2, of: 2 }) };
    await tell({ ...talks(LOBBY, 3), queue_length: 2 });
    fireEvent.keyDown(document.body, { key: "q", code: "KeyQ" });
    await pass(50);
    expect(screen.getByRole("link", { name: "Lobby Ben is talking 2nd in line" })).toBeDefined();
  });
});
