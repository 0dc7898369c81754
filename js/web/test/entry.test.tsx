import { act, fireEvent, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { open, pass, setStage, world } from "./stage.tsx";

setStage({
  hash: "",
  arrange: (fresh) => {
    fresh.signedIn = false;
  },
});

async function moved(): Promise<void> {
  await act(async () => dispatchEvent(new Event("hashchange")));
  await pass(200);
}

function type(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

async function proceed(): Promise<void> {
  fireEvent.click(screen.getByRole("button", { name: "Continue" }));
  await pass(200);
}

/** The door answers this, and lets in with `channel` where it is `null`. */
function doorAnswers(door: string, refused: string | null, channel: string | null = null): void {
  world.rest = ({ url }) => {
    if (!url.endsWith(door)) return null;
    if (refused !== null) return { status: 403, body: { code: refused } };
    world.signedIn = true;
    return { status: 200, body: { token: "t", expires_at_ms: 0, user: "u1", name: "Ana", channel } };
  };
}

function lastBody(door: string): unknown {
  return world.requests.filter(({ url }) => url.endsWith(door)).at(-1)?.body;
}

describe("an invitation", () => {
  test("brings its code along and leads into its channel, and stays in no address", async () => {
    location.hash = "#invite=K7M4QX";
    doorAnswers("/v1/guests", null, "gate-b");
    await open();
    expect((screen.getByLabelText("Invitation code") as HTMLInputElement).value).toBe("K7M4QX");
    type("What should we call you?", "Ana");
    await proceed();
    await moved();
    expect(lastBody("/v1/guests")).toEqual({ name: "Ana", code: "K7M4QX" });
    expect(location.hash).toBe("#/channel/gate-b");
    expect(screen.getByTestId("talk")).toBeDefined();
  });

  test.each([
    ["no-such-invitation", "No channel has that code. Check it once more: we never use 0, O, 1 or I."],
    ["invitation-expired", "That invitation has ended. Ask for a new one."],
    ["invitation-used-up", "That invitation was used up. Ask for a new one."],
  ])("that is no good (%s) says so beside the code", async (code, text) => {
    location.hash = "#invite=K7M4QX";
    doorAnswers("/v1/guests", code);
    await open();
    type("What should we call you?", "Ana");
    await proceed();
    const field = screen.getByLabelText("Invitation code");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent).toBe(text);
    expect(screen.getByLabelText("What should we call you?").getAttribute("aria-invalid")).toBe("false");
  });

  test("is asked for where guests cannot come without", async () => {
    doorAnswers("/v1/guests", "forbidden");
    await open();
    expect(screen.queryByLabelText("Invitation code")).toBeNull();
    type("What should we call you?", "Ana");
    await proceed();
    expect(screen.getByLabelText("Invitation code")).toBeDefined();
  });

  test("leaves who is in already the choice to stay", async () => {
    world.signedIn = true;
    location.hash = "#invite=K7M4QX";
    await open();
    fireEvent.click(screen.getByRole("button", { name: "Stay as Ana" }));
    await moved();
    expect(screen.getByRole("heading", { name: "Channels" })).toBeDefined();
  });
});

describe("a password", () => {
  test("that does not fit is told without saying which of the two is wrong", async () => {
    doorAnswers("/v1/sign-in", "bad-token");
    await open();
    fireEvent.click(screen.getByRole("button", { name: "I have a password" }));
    type("What should we call you?", "Ana");
    type("Password", "wrong");
    await proceed();
    expect(screen.getByRole("alert").textContent).toBe("Name and password don’t fit together. Check both.");
  });

  test("is chosen on a link whose secret stays in no address", async () => {
    location.hash = "#password=5xefKw7EyefcXXhENRk8rw";
    doorAnswers("/v1/password", null);
    await open();
    expect(location.hash).not.toContain("5xef");
    expect(screen.getByRole("heading", { name: "Choose your password" })).toBeDefined();
    type("New password", "a few good words");
    await proceed();
    expect(lastBody("/v1/password")).toEqual({ secret: "5xefKw7EyefcXXhENRk8rw", password: "a few good words" });
    expect(screen.getByRole("heading", { name: "Channels" })).toBeDefined();
  });

  test("link that was used says whom to ask", async () => {
    location.hash = "#password=5xefKw7EyefcXXhENRk8rw";
    doorAnswers("/v1/password", "bad-token");
    await open();
    type("New password", "a few good words");
    await proceed();
    expect(screen.getByRole("alert").textContent).toContain("Ask an admin for a new one");
  });
});

describe("a claim", () => {
  test("makes the first admin", async () => {
    location.hash = "#claim=5xefKw7EyefcXXhENRk8rw";
    doorAnswers("/v1/claim", null);
    await open();
    type("What should we call you?", "Ana");
    type("New password", "a few good words");
    await proceed();
    expect(lastBody("/v1/claim")).toEqual({
      claim: "5xefKw7EyefcXXhENRk8rw",
      name: "Ana",
      password: "a few good words",
    });
    expect(screen.getByRole("heading", { name: "Channels" })).toBeDefined();
  });
});
