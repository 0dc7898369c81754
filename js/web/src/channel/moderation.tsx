import { type Member, Refused } from "@pressel/client";
import { useSession } from "@pressel/react";
import { DoorOpen, type LucideIcon, Mic, MicOff, ShieldX } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { Sheet, useOpenSheet } from "../ui/sheet.tsx";
import { textFor, words } from "../words/current.ts";
import { later } from "../words/later.ts";

type Act = "mute" | "unmute" | "remove" | "block";

const SYMBOLS: { readonly [A in Act]: LucideIcon } = { mute: MicOff, unmute: Mic, remove: DoorOpen, block: ShieldX };
const HOUR_MS = 3_600_000;
/** Milliseconds; 0 is until it is lifted. */
const SPANS_MS = [900_000, HOUR_MS, 24 * HOUR_MS, 0] as const;
const REASON_LENGTH_MAX = 200;

interface ModerationProps {
  readonly channel: string;
  readonly member: Member;
  readonly onClose: () => void;
}

/** What a host may do about one of the people. What cannot be taken back at once is asked again, by name. */
export function Moderation({ channel, member, onClose }: ModerationProps) {
  const sheet = useOpenSheet();
  const [act, setAct] = useState<Act | null>(null);
  const acts: readonly Act[] = [member.muted ? "unmute" : "mute", "remove", "block"];
  return (
    <Sheet sheet={sheet} title={act === null ? member.name : later.moderate.ask[act](member.name)} onClose={onClose}>
      {act === null ? (
        <div className="grid gap-2">
          {acts.map((one) => {
            const Glyph = SYMBOLS[one];
            return (
              <Button key={one} className="min-h-14" onClick={() => setAct(one)}>
                <Glyph className="size-5" aria-hidden />
                {later.moderate.act[one]}
              </Button>
            );
          })}
        </div>
      ) : (
        <Confirm
          act={act}
          path={`/v1/channels/${channel}/members/${encodeURIComponent(member.id)}`}
          onCancel={() => setAct(null)}
          onDone={() => sheet.current?.close()}
        />
      )}
    </Sheet>
  );
}

interface ConfirmProps {
  readonly act: Act;
  readonly path: string;
  readonly onCancel: () => void;
  readonly onDone: () => void;
}

function Confirm({ act, path, onCancel, onDone }: ConfirmProps) {
  const session = useSession();
  const [text, setText] = useState("");
  const [spanMs, setSpanMs] = useState<string>(String(SPANS_MS[0]));
  const [trouble, setTrouble] = useState<string | null>(null);
  const carryOut = async () => {
    try {
      await session.ask("POST", `${path}/${act === "unmute" ? "mute" : act}`, bodyOf(act, text.trim(), Number(spanMs)));
      onDone();
    } catch (error) {
      setTrouble(textFor<string>(later.moderate.refused, error instanceof Refused ? error.code : null));
    }
  };
  return (
    <div className="grid gap-5">
      {act !== "unmute" && (
        <Field
          label={later.moderate.reason}
          hint={later.moderate.reasonHint}
          trouble={trouble}
          value={text}
          maxLength={REASON_LENGTH_MAX}
          autoComplete="off"
          onValue={setText}
        />
      )}
      {act === "block" && (
        <Select
          label={later.moderate.span}
          value={spanMs}
          options={SPANS_MS.map((span) => ({
            value: String(span),
            name: span === 0 ? later.moderate.forGood : later.moderate.hours(span / HOUR_MS),
          }))}
          onValue={setSpanMs}
        />
      )}
      <div className="grid gap-2">
        <Button look="ghost" onClick={onCancel}>
          {words.cancel}
        </Button>
        <Button look="solid" className="min-h-14 rounded-row" onClick={() => void carryOut()}>
          {later.moderate.act[act]}
        </Button>
      </div>
    </div>
  );
}

function bodyOf(act: Act, text: string, spanMs: number): object {
  const reason = text === "" ? {} : { text };
  if (act === "mute" || act === "unmute") return { muted: act === "mute", ...reason };
  return act === "block" && spanMs > 0 ? { for_ms: spanMs, ...reason } : reason;
}
