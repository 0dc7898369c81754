import type { HttpRequest, Member } from "@pressel/client";
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { channelState, member, RIGHTS, SERVER_AT_MS, summary } from "../../client/test/world.ts";
import { nextRegion } from "../src/regions.ts";
import { quiet } from "../src/settings/loudness.ts";
import { draw, open, pass, setStage, world } from "./stage.tsx";

setStage({ hash: "#/channel/lobby" });
afterEach(() => quiet.choose("off"));

async function openWith(members: readonly Member[], moderate = false): Promise<void> {
  const state = { ...channelState("lobby"), rights: { ...RIGHTS, moderate }, members, member_count: members.length };
  world.answers = { "channel.join": () => ({ channel: state }) };
  await open();
}

/** The pane of a desk; the sheet of a phone holds the same rows. */
function people(): readonly HTMLElement[] {
  const [pane] = screen.getAllByTestId("people").slice(-1);
  if (pane === undefined) throw new Error("nobody is shown");
  return within(pane).getAllByRole("listitem");
}

function person(name: string): HTMLElement {
  const row = people().find(({ textContent }) => textContent?.includes(name));
  if (row === undefined) throw new Error(`${name} is not shown`);
  return row;
}

const ANA = member("me", "Ana");

describe("the people of a channel", () => {
  test("show role, presence and restraint in words", async () => {
    await openWith([
      ANA,
      { ...member("kim", "Kim"), guest: false, role: "moderator", presence: "busy" },
      { ...member("dee", "Dee"), presence: "away" },
      { ...member("ola", "Ola"), can_talk: false },
      { ...member("noor", "Noor"), can_talk: false, muted: true },
      { ...member("bot", "Bridge"), kind: "program" },
    ]);
    expect(person("Ana (you)")).toBeDefined();
    expect(person("Kim").textContent).toBe("KKimHostBusy");
    expect(person("Dee").textContent).toBe("DDeeAway: no connectionAway");
    expect(person("Ola").textContent).toContain("Listens");
    expect(person("Noor").textContent).toContain("Muted");
    expect(person("Noor").textContent).not.toContain("Listens");
    expect(person("Bridge").textContent).toContain("Program");
  });

  test("are not said to talk while it is their turn and they have not taken it", async () => {
    await openWith([ANA, member("ben", "Ben")]);
    const grant = { epoch: 10, seq: 4 };
    const talker = { member: "me", name: "Ana", grant, since_at_ms: SERVER_AT_MS, limit_ms: 0 };
    world.answers = { ...world.answers, "floor.request": () => ({ result: "queued", position: 1, of: 1 }) };
    fireEvent.keyDown(document.body, { key: "q", code: "KeyQ" });
    await pass(50);
    const [{ press }] = world.peer.all("floor.request").slice(-1) as unknown as readonly [{ readonly press: number }];
    world.peer.tell({ type: "floor.granted", channel: "lobby", press, grant, limit_ms: 0 });
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker });
    world.peer.tell({ type: "channel.changed", channel: { ...summary("lobby"), talker } });
    await pass(50);
    expect(person("Ana (you)").textContent).toBe("AAna (you)Your turn");
    expect(screen.getAllByRole("link", { name: "Lobby Your turn" })).toHaveLength(1);
  });

  test("are marked while they talk, and stay where they are", async () => {
    await openWith([ANA, member("ben", "Ben"), member("cy", "Cy")]);
    const order = () => people().map(({ textContent }) => textContent?.slice(0, 2));
    const before = order();
    const talker = { member: "cy", name: "Cy", grant: { epoch: 10, seq: 3 }, since_at_ms: SERVER_AT_MS, limit_ms: 0 };
    world.peer.tell({ type: "floor.taken", channel: "lobby", talker });
    await pass(50);
    expect(person("Cy").textContent).toMatch(/Talking · 0:0\d/);
    expect(order()).toEqual(before);
  });
});

describe("a host", () => {
  const asked = (): readonly HttpRequest[] => world.requests.filter(({ url }) => url.includes("/members/"));

  async function moderate(name: string, act: string): Promise<ReturnType<typeof within>> {
    world.rest = ({ url }) => (url.includes("/members/") ? { status: 204, body: null } : null);
    await openWith([ANA, member("noor", "Noor")], true);
    const [button] = within(person(name)).getAllByRole("button");
    if (button === undefined) throw new Error("there is nothing to do about them");
    fireEvent.click(button);
    const sheet = within(await screen.findByRole("dialog", { name }));
    fireEvent.click(sheet.getByRole("button", { name: act }));
    return sheet;
  }

  test("is asked by name before somebody has to leave, and may say why", async () => {
    const sheet = await moderate("Noor", "Ask to leave");
    expect(sheet.getByRole("heading", { name: "Ask Noor to leave?" })).toBeDefined();
    expect(asked()).toEqual([]);
    fireEvent.change(sheet.getByLabelText("Why"), { target: { value: "Too loud" } });
    fireEvent.click(sheet.getByRole("button", { name: "Ask to leave" }));
    await pass(50);
    expect(asked().at(-1)?.url).toMatch(/\/v1\/channels\/lobby\/members\/noor\/remove$/);
    expect(asked().at(-1)?.body).toEqual({ text: "Too loud" });
  });

  test("keeps somebody out for a while", async () => {
    const sheet = await moderate("Noor", "Keep out");
    fireEvent.change(sheet.getByLabelText("For how long"), { target: { value: "3600000" } });
    fireEvent.click(sheet.getByRole("button", { name: "Keep out" }));
    await pass(50);
    expect(asked().at(-1)?.body).toEqual({ for_ms: 3_600_000 });
  });

  test("can think better of it", async () => {
    const sheet = await moderate("Noor", "Mute");
    fireEvent.click(sheet.getByRole("button", { name: "Cancel" }));
    expect(sheet.getByRole("button", { name: "Keep out" })).toBeDefined();
    expect(asked()).toEqual([]);
  });

  test("invites guests with a code to read out and a link to send", async () => {
    const made = { code: "K7M4QX", link: "http://localhost/#invite=K7M4QX", uses_max: 5, expires_at_ms: SERVER_AT_MS };
    world.rest = ({ url }) => (url.endsWith("/v1/invitations") ? { status: 201, body: made } : null);
    await openWith([ANA], true);
    fireEvent.click(screen.getByRole("button", { name: "More about this channel" }));
    fireEvent.click(screen.getByRole("button", { name: "Invite guests" }));
    fireEvent.click(await screen.findByRole("button", { name: "Make an invitation" }));
    await pass(50);
    expect(world.requests.at(-1)?.body).toEqual({ channel: "lobby", talk: true, uses: 5, ttl_s: 86_400 });
    expect(screen.getByTestId("invitation-code").textContent).toBe("K7M-4QX");
  });

  test("nobody else can do any of it", async () => {
    await openWith([ANA, member("noor", "Noor")]);
    expect(within(person("Noor")).queryByRole("button")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "More about this channel" }));
    expect(screen.queryByRole("button", { name: "Invite guests" })).toBeNull();
  });
});

describe("the channel's bar", () => {
  test("says what is not as usual: a stage, a mute, quiet", async () => {
    await openWith([ANA]);
    fireEvent.click(screen.getAllByRole("button", { name: "Quiet mode" })[0] as HTMLElement);
    await pass(20);
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(0);
    fireEvent.click(screen.getAllByRole("button", { name: "Quiet mode" })[0] as HTMLElement);
    await pass(20);
    expect(world.paths.at(-1)?.loudness.get(0)).toBe(1);
  });

  test("leads to the other channels without the way over the lobby", async () => {
    world.channels = [summary("lobby"), summary("gate-b")];
    await openWith([ANA]);
    const links = screen.getAllByRole("link", { name: /Gate-b/ });
    expect(links.map((link) => link.getAttribute("href"))).toEqual(["#/channel/gate-b", "#/channel/gate-b"]);
  });
});

describe("F6", () => {
  test("goes round the regions, and back with Shift", () => {
    document.body.innerHTML = `<header id="a"><button>x</button></header><nav id="b"></nav><section id="c"></section>`;
    const regions = ["a", "b", "c"].map((id) => document.getElementById(id) as HTMLElement);
    const inside = document.querySelector("button");
    expect(nextRegion(regions, inside, false)?.id).toBe("b");
    expect(nextRegion(regions, regions[2] ?? null, false)?.id).toBe("a");
    expect(nextRegion(regions, inside, true)?.id).toBe("c");
    expect(nextRegion(regions, document.body, false)?.id).toBe("a");
  });

  test("lands in the channel's bar first", async () => {
    await openWith([ANA]);
    fireEvent.keyDown(document.body, { key: "F6" });
    expect(document.activeElement?.tagName).toBe("HEADER");
  });
});

describe("what a host does to oneself", () => {
  test("is told at once, in the host's own words", async () => {
    await openWith([ANA, member("ben", "Ben")]);
    const muted = { ...ANA, can_talk: false, muted: true };
    const by = { by: "Kim", text: "Your radio is stuck" };
    world.peer.tell({ type: "member.changed", channel: "lobby", member: muted, member_count: 2, ...by });
    await pass(50);
    expect(screen.getByText("Kim: “Your radio is stuck”")).toBeDefined();
    expect(screen.getByRole("status").textContent).toBe(
      "A host muted you. You can still listen. Kim: “Your radio is stuck”",
    );
    world.peer.tell({ type: "member.changed", channel: "lobby", member: ANA, member_count: 2, by: "Kim" });
    await pass(50);
    expect(screen.getByText("You may talk again")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByText("You may talk again")).toBeNull();
  });

  test("may be to ask one to leave, and one may go in again", async () => {
    await openWith([ANA, member("ben", "Ben")]);
    const left = { member: "me", reason: "removed", member_count: 1, by: "Kim", text: "Please join Ward 4" };
    world.peer.tell({ type: "member.left", channel: "lobby", ...left });
    await pass(50);
    expect(screen.getByRole("heading", { name: "A host asked you to leave" })).toBeDefined();
    expect(screen.getByText("Kim: “Please join Ward 4”")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Go in again" }));
    await pass(50);
    expect(screen.getByTestId("talk")).toBeDefined();
  });

  test("may be to keep one out", async () => {
    await openWith([ANA]);
    world.peer.tell({
      type: "member.left",
      channel: "lobby",
      member: "me",
      reason: "blocked",
      member_count: 0,
      by: "Kim",
    });
    await pass(50);
    expect(screen.getByRole("heading", { name: "A host closed this channel to you" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Go in again" })).toBeNull();
  });

  test("is told again, with the reason, to who comes back while kept out", async () => {
    await openWith([ANA]);
    cleanup();
    world.answers = { "channel.join": () => ({ code: "blocked", text: "Until tomorrow" }) };
    draw();
    await pass(200);
    expect(screen.getByRole("heading", { name: "A host closed this channel to you" })).toBeDefined();
    expect(screen.getByText("Someone: “Until tomorrow”")).toBeDefined();
  });
});
