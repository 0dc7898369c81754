import { Volume2, VolumeX } from "lucide-react";
import { timeOfDay } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { Sheet, useSheet } from "../ui/sheet.tsx";
import { words } from "../words/current.ts";
import { endOf, MUTE_SPANS, mute, unmute } from "./mutes.ts";

interface MuteButtonProps {
  readonly channel: { readonly id: string; readonly name: string };
  readonly untilMs: number | null;
}

/** Mutes a channel for a while, or lets it be heard again. */
export function MuteButton({ channel: { id, name }, untilMs }: MuteButtonProps) {
  const { sheet, open, close } = useSheet();
  if (untilMs !== null) {
    return (
      <Button square aria-label={words.mute.hear(name)} onClick={() => unmute(id)}>
        <VolumeX className="size-5" aria-hidden />
      </Button>
    );
  }
  const now = Date.now();
  return (
    <>
      <Button look="solid" square aria-label={words.mute.mute(name)} aria-haspopup="dialog" onClick={open}>
        <Volume2 className="size-5" aria-hidden />
      </Button>
      <Sheet sheet={sheet} title={words.mute.title(name)}>
        <p className="mb-4 text-s text-ink-2">{words.mute.explain}</p>
        <div className="grid gap-2">
          {MUTE_SPANS.map((span) => (
            <Button
              key={span}
              className="min-h-14"
              onClick={() => {
                close();
                mute(id, endOf(span, Date.now()));
              }}
            >
              {words.mute.span[span](timeOfDay(endOf(span, now)))}
            </Button>
          ))}
        </div>
      </Sheet>
    </>
  );
}
