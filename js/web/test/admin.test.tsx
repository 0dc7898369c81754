import type { HttpRequest } from "@pressel/client";
import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { SERVER_AT_MS } from "../../client/test/world.ts";
import { parseMetrics, rateOf } from "../src/admin/metrics.ts";
import { open, pass, setStage, world } from "./stage.tsx";

const CHANNEL = {
  id: "gate-b",
  name: "Gate B",
  mode: "ptt",
  talk_limit_ms: 30_000,
  guests: false,
  members_max: 200,
  member_count: 5,
  talker: "Dee",
};
const USERS = [
  { id: "u1", name: "Ana", role: "admin", priority: 255, emergency: true, has_password: true, created_at_ms: 0 },
  { id: "u2", name: "Ben", role: "member", priority: 0, emergency: false, has_password: false, created_at_ms: 0 },
];
const INVITATION = {
  id: "i1",
  channel: "lobby",
  code: "K7M4QX",
  link: "http://localhost/#invite=K7M4QX",
  talk: true,
  uses: 1,
  uses_max: 5,
  by: "Ana",
  created_at_ms: 0,
  expires_at_ms: SERVER_AT_MS,
  state: "open",
};
const HELD = [
  { channel: "gate-b", user: "u 9", name: "Noor", kind: "block", by: "Kim", until_ms: SERVER_AT_MS, text: "Enough" },
  { channel: "lobby", user: "u8", name: "Ola", kind: "mute", by: "Kim", until_ms: null, text: null },
];
const LINK = { link: "http://localhost/#password=secret", expires_at_ms: SERVER_AT_MS };

let packets: number;
/** What the server refuses from now on: `METHOD path`. */
let refused: Map<string, string>;

setStage({
  hash: "#/admin",
  arrange: (fresh) => {
    fresh.admin = true;
    fresh.rest = answer;
    packets = 1_000;
    refused = new Map();
  },
});

function answer({ method, url }: HttpRequest) {
  const path = new URL(url).pathname;
  const code = refused.get(`${method} ${path}`);
  if (code !== undefined) return { status: 409, body: { code } };
  if (method === "DELETE") return { status: 204, body: null };
  if (method === "GET") {
    const bodies: { readonly [path: string]: unknown } = {
      "/readyz": { status: "ready", version: "0.1.0" },
      "/metrics": `# HELP\npressel_channels 3\npressel_sessions 12\npressel_engine_rtp_out_packets ${packets}\n`,
      "/v1/channels": { channels: [CHANNEL] },
      "/v1/users": { users: USERS },
      "/v1/invitations": { invitations: [INVITATION] },
      "/v1/restraints": { restraints: HELD },
    };
    return path in bodies ? { status: 200, body: bodies[path] } : null;
  }
  if (path === "/v1/users") return { status: 201, body: { user: USERS[1], password_link: LINK } };
  if (path.endsWith("/password-link")) return { status: 200, body: LINK };
  return path.startsWith("/v1/users/") || path.startsWith("/v1/channels/") ? { status: 200, body: {} } : null;
}

async function openAdmin(): Promise<void> {
  await open();
  await screen.findByRole("heading", { name: "Admin" });
  await pass(200);
}

function panel(name: string): ReturnType<typeof within> {
  return within(screen.getByRole("region", { name: new RegExp(`^${name}`) }));
}

function sheet(name: string): ReturnType<typeof within> {
  return within(screen.getByRole("dialog", { name }));
}

function asked(method: string, path: string): HttpRequest | undefined {
  return world.requests.filter((request) => request.method === method && request.url.endsWith(path)).at(-1);
}

async function press(place: ReturnType<typeof within>, name: string): Promise<void> {
  fireEvent.click(place.getByRole("button", { name }));
  await pass(50);
}

describe("the server", () => {
  test("says how it is and how much goes on, and looks again", async () => {
    await openAdmin();
    expect(panel("Server").getByText("Healthy")).toBeDefined();
    expect(panel("Server").getByText("12")).toBeDefined();
    packets = 6_000;
    await pass(5_100);
    await pass(100);
    expect(panel("Server").getByText(/^9\d\d$|^1,0\d\d$/)).toBeDefined();
  });

  test("that does not answer says so, and is asked once more", async () => {
    refused.set("GET /v1/users", "server-trouble");
    await openAdmin();
    expect(panel("People").getByText("That didn’t work just now. Try once more.")).toBeDefined();
    refused.clear();
    await press(panel("People"), "Try again");
    await pass(50);
    expect(panel("People").getByText("Ben")).toBeDefined();
  });
});

describe("its channels", () => {
  test("are changed", async () => {
    await openAdmin();
    expect(panel("Channels").getByText("Dee is talking")).toBeDefined();
    await press(panel("Channels"), "Change Gate B");
    fireEvent.click(sheet("Gate B").getByRole("checkbox", { name: "Guests may come in" }));
    await press(sheet("Gate B"), "Save");
    expect(asked("PATCH", "/v1/channels/gate-b")?.body).toEqual({
      name: "Gate B",
      mode: "ptt",
      talk_limit_ms: 30_000,
      guests: true,
    });
  });

  test("are removed only after a question that names them", async () => {
    await openAdmin();
    await press(panel("Channels"), "Change Gate B");
    await press(sheet("Gate B"), "Remove");
    expect(asked("DELETE", "/v1/channels/gate-b")).toBeUndefined();
    expect(document.activeElement?.textContent).toBe("Cancel");
    await press(sheet("Remove Gate B?"), "Remove");
    expect(asked("DELETE", "/v1/channels/gate-b")).toBeDefined();
  });
});

describe("its people", () => {
  test("are made with a link for their password", async () => {
    await openAdmin();
    await press(panel("People"), "New person");
    fireEvent.change(sheet("New person").getByLabelText("Name"), { target: { value: "Ben" } });
    fireEvent.change(sheet("New person").getByLabelText("Role"), { target: { value: "moderator" } });
    await press(sheet("New person"), "Make it");
    expect(asked("POST", "/v1/users")?.body).toEqual({ name: "Ben", role: "moderator" });
    expect(screen.getByTestId("password-link").textContent).toBe(LINK.link);
  });

  test("get another role or a new link", async () => {
    await openAdmin();
    await press(panel("People"), "Change Ben");
    fireEvent.change(sheet("Ben").getByLabelText("Role"), { target: { value: "dispatcher" } });
    await press(sheet("Ben"), "New password link");
    expect(screen.getByTestId("password-link").textContent).toBe(LINK.link);
    await press(sheet("Ben"), "Save");
    expect(asked("PATCH", "/v1/users/u2")?.body).toEqual({ name: "Ben", role: "dispatcher" });
  });

  test("keep their last admin", async () => {
    refused.set("DELETE /v1/users/u1", "conflict");
    await openAdmin();
    await press(panel("People"), "Change Ana");
    await press(sheet("Ana"), "Remove");
    await press(sheet("Remove Ana?"), "Remove");
    expect(sheet("Remove Ana?").getByText("This is the last admin. Make another one first.")).toBeDefined();
  });
});

describe("its invitations", () => {
  test("are listed as they are read out, and ended", async () => {
    await openAdmin();
    expect(panel("Invitations").getByText("K7M-4QX")).toBeDefined();
    expect(panel("Invitations").getByText("1 of 5")).toBeDefined();
    await press(panel("Invitations"), "End K7M-4QX?");
    await press(sheet("End K7M-4QX?"), "End");
    expect(asked("DELETE", "/v1/invitations/i1")).toBeDefined();
  });

  test("are made for a channel that takes guests", async () => {
    await openAdmin();
    await press(panel("Invitations"), "Invite guests");
    expect(sheet("Invite guests").getByRole("option", { name: "Lobby" })).toBeDefined();
  });
});

describe("what hosts did", () => {
  test("is listed with channel, host, reason and end, and is lifted only after a question", async () => {
    await open();
    const rows = panel("Muted and kept out").getAllByRole("listitem");
    expect(
      rows.map(({ textContent }: HTMLElement) => textContent?.replace(/until \w{3} \d.*?“/, "until then“")),
    ).toEqual([
      "NoorKept outgate-b · by Kim · until then“Enough”Let back in",
      "OlaMutedLobby · by Kim · until somebody lifts itLet talk again",
    ]);
    await press(panel("Muted and kept out"), "Let back in: Noor");
    expect(document.activeElement?.textContent).toBe("Cancel");
    await press(sheet("Let Noor back in?"), "Let back in");
    expect(asked("DELETE", "/v1/channels/gate-b/restraints/u%209?kind=block")).toBeDefined();
    expect(screen.queryByRole("dialog", { name: "Let Noor back in?" })).toBeNull();
  });

  test("and was lifted by somebody else meanwhile is as it was wished", async () => {
    refused.set("DELETE /v1/channels/lobby/restraints/u8", "not-found");
    await open();
    await press(panel("Muted and kept out"), "Let talk again: Ola");
    await press(sheet("Let Ola talk again?"), "Let talk again");
    expect(screen.queryByRole("dialog", { name: "Let Ola talk again?" })).toBeNull();
  });

  test("is asked once more where the server did not answer", async () => {
    refused.set("GET /v1/restraints", "server-trouble");
    await open();
    expect(panel("Muted and kept out").getByText("That didn’t work just now. Try once more.")).toBeDefined();
    refused.clear();
    await press(panel("Muted and kept out"), "Try again");
    await pass(50);
    expect(panel("Muted and kept out").getByText("Noor")).toBeDefined();
  });
});

describe("the admin page", () => {
  test("is not for everybody", async () => {
    world.admin = false;
    await openAdmin();
    expect(screen.getByRole("heading", { name: "This page is for admins" })).toBeDefined();
    expect(world.requests.some(({ url }) => url.endsWith("/v1/users"))).toBe(false);
  });
});

describe("metrics", () => {
  test("are read by name, labels added up", () => {
    const read = parseMetrics('# TYPE a counter\na{shard="0"} 2\na{shard="1"} 3\nb 1.5e3\nc NaN\n');
    expect([...read]).toEqual([
      ["a", 5],
      ["b", 1_500],
    ]);
  });

  test("have a rate between two looks, and none over a restart", () => {
    const before = parseMetrics("sent 100");
    expect(rateOf("sent", before, parseMetrics("sent 600"), 5_000)).toBe(100);
    expect(rateOf("sent", before, parseMetrics("sent 3"), 5_000)).toBeNull();
    expect(rateOf("other", before, before, 5_000)).toBeNull();
  });
});
