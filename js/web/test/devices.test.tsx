import { act, fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { type OutputKind, outputKind } from "../src/devices/output-kind.ts";
import { open, pass, setStage, world } from "./stage.tsx";

const [HEADSET, ROOM] = [
  { id: "h", label: "USB Headset (0d8c:0014)" },
  { id: "r", label: "Built-in Audio Analog Stereo" },
];
const MICROPHONES = [{ id: "m", label: "Built-in Microphone" }];

describe("what sound goes to", () => {
  test.each<[string, OutputKind]>([
    ["USB Headset (0d8c:0014)", "headset"],
    ["Ana’s AirPods Pro", "headset"],
    ["Kopfhörer (Realtek Audio)", "headset"],
    ["Headset earpiece", "earpiece"],
    ["Speakerphone", "speaker"],
    ["", "speaker"],
  ])("%s is told as %s", (label, kind) => {
    const speakers = [{ id: "x", label }, ROOM];
    expect(outputKind({ microphones: [], speakers, microphone: null, speaker: "x" })).toBe(kind);
  });

  test("is the device's own choice where nobody chose among several, or what was chosen is unplugged", () => {
    const known = { microphones: [], speakers: [HEADSET, ROOM], microphone: null };
    expect(outputKind({ ...known, speaker: null })).toBe("own");
    expect(outputKind({ ...known, speaker: "gone" })).toBe("own");
    expect(outputKind({ ...known, speakers: [HEADSET], speaker: null })).toBe("headset");
  });
});

describe("the button beside the talk button", () => {
  setStage({ hash: "#/channel/lobby" });

  async function plug(speakers: readonly (typeof ROOM)[]): Promise<void> {
    await act(async () => world.devices.patch({ microphones: MICROPHONES, speakers }));
  }

  test("names the output, follows what is plugged in and out, and opens the choice", async () => {
    await open();
    await plug([ROOM]);
    fireEvent.click(screen.getByRole("button", { name: "Sound goes to: Speaker" }));
    const sheet = within(await screen.findByRole("dialog", { name: "Sound and microphone" }));
    const output = sheet.getByLabelText("Sound goes to");
    expect(within(output).queryByText(HEADSET.label)).toBeNull();
    await plug([ROOM, HEADSET]);
    fireEvent.change(output, { target: { value: "h" } });
    await pass(20);
    expect(screen.getByRole("button", { name: "Sound goes to: Headset", hidden: true })).toBeDefined();
    await plug([ROOM]);
    expect(screen.getByRole("button", { name: "Sound goes to: Speaker", hidden: true })).toBeDefined();
  });

  test("offers the microphone alone where the browser can't choose outputs", async () => {
    await open();
    await plug([]);
    fireEvent.click(screen.getByRole("button", { name: "Microphone" }));
    const sheet = within(await screen.findByRole("dialog", { name: "Sound and microphone" }));
    expect(sheet.getAllByRole("combobox")).toEqual([sheet.getByLabelText("Microphone")]);
    expect(sheet.getByText(/this browser can’t choose/)).toBeDefined();
  });
});
