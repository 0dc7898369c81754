import type { ChannelSummary } from "@pressel/client";
import { Field } from "../ui/field.tsx";
import { Segments } from "../ui/segments.tsx";
import { Select } from "../ui/select.tsx";
import { SwitchRow } from "../ui/switch-row.tsx";
import { words } from "../words/current.ts";
import { later } from "../words/later.ts";

/** What a channel can be told to be. */
export interface ChannelDraft {
  readonly name: string;
  readonly mode: ChannelSummary["mode"];
  readonly talk_limit_ms: number;
  readonly guests: boolean;
}

export const NEW_CHANNEL: ChannelDraft = { name: "", mode: "ptt", talk_limit_ms: 30_000, guests: false };

const NAME_LENGTH_MAX = 80;
const MODES = ["ptt", "open", "stage"] as const;
/** Milliseconds; 0 is none. */
const LIMITS_MS = [10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 0] as const;

interface ChannelFieldsProps {
  readonly draft: ChannelDraft;
  readonly trouble: string | null;
  readonly onDraft: (draft: ChannelDraft) => void;
}

/** A channel's settings, to make one or to change it. */
export function ChannelFields({ draft, trouble, onDraft }: ChannelFieldsProps) {
  const limits = LIMITS_MS.some((limit) => limit === draft.talk_limit_ms)
    ? LIMITS_MS
    : [draft.talk_limit_ms, ...LIMITS_MS];
  return (
    <>
      <Field
        label={later.channelForm.name}
        hint={later.channelForm.nameHint}
        trouble={trouble}
        value={draft.name}
        maxLength={NAME_LENGTH_MAX}
        autoComplete="off"
        onValue={(name) => onDraft({ ...draft, name })}
      />
      <Segments
        label={later.channelForm.mode}
        hint={words.modes[draft.mode].explain}
        value={draft.mode}
        options={MODES.map((value) => ({ value, name: words.modes[value].name }))}
        onValue={(mode) => onDraft({ ...draft, mode })}
      />
      <Select
        label={later.channelForm.limit}
        hint={later.channelForm.limitHint}
        value={String(draft.talk_limit_ms)}
        options={limits.map((limit) => ({ value: String(limit), name: later.channelForm.limitOf(limit / 1_000) }))}
        onValue={(limit) => onDraft({ ...draft, talk_limit_ms: Number(limit) })}
      />
      <SwitchRow
        label={later.channelForm.guests}
        hint={later.channelForm.guestsHint}
        isOn={draft.guests}
        onChange={(guests) => onDraft({ ...draft, guests })}
      />
    </>
  );
}
