import type { Cue } from "@pressel/client";
import { useStore } from "@pressel/react";
import { useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { Segments } from "../ui/segments.tsx";
import { later } from "../words/later.ts";
import type { SoundGroup } from "./cues.ts";
import { LOUDNESS, sounds } from "./preferences.ts";
import { player } from "./speaker.ts";

const GROUPS: readonly SoundGroup[] = ["talk", "people", "link", "alarm"];
/** What one gets to hear of how loud they are. */
const SAMPLE: readonly Cue[] = ["permit", "queued", "denied"];
const SAMPLE_MS = 700;

/** How loud tones are, and which of them one wants. */
export function SoundSettings() {
  const wanted = useStore(sounds);
  const text = later.hands.sounds;
  return (
    <>
      <Segments
        label={text.label}
        value={wanted.loudness}
        options={LOUDNESS.map((value) => ({ value, name: text[value] }))}
        onValue={(loudness) => sounds.choose({ ...wanted, loudness })}
      />
      <fieldset className="grid gap-3">
        <legend className="mb-1.5 text-s font-strong">{text.groups}</legend>
        {GROUPS.map((group) => (
          <Choice
            key={group}
            isOn={wanted.groups[group]}
            onChoose={(isOn) => sounds.choose({ ...wanted, groups: { ...wanted.groups, [group]: isOn } })}
          >
            {text[group]}
          </Choice>
        ))}
        <Choice isOn={wanted.shakes} onChoose={(shakes) => sounds.choose({ ...wanted, shakes })}>
          {text.shakes}
        </Choice>
      </fieldset>
      <SampleButton />
    </>
  );
}

function SampleButton() {
  const [next, setNext] = useState<number | null>(null);
  useEffect(() => {
    const cue = next === null ? undefined : SAMPLE[next];
    if (next === null || cue === undefined) return;
    player.play(cue);
    const timer = setTimeout(() => setNext(next + 1), SAMPLE_MS);
    return () => clearTimeout(timer);
  }, [next]);
  return <Button onClick={() => setNext(0)}>{later.hands.sounds.hear}</Button>;
}
