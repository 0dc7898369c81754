import { useSession, useSessionState } from "@pressel/react";
import { MicOff, ShieldX } from "lucide-react";
import { useState } from "react";
import { dayAndTime } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { ConfirmSheet } from "../ui/confirm-sheet.tsx";
import { codeOf } from "../use-fetched.ts";
import { later } from "../words/later.ts";

/** As `GET /v1/restraints` answers. */
export interface Held {
  readonly channel: string;
  readonly user: string;
  readonly name: string;
  readonly kind: "mute" | "block";
  readonly by: string;
  /** Unix ms; `null`: until it is lifted. */
  readonly until_ms: number | null;
  readonly text: string | null;
}

interface RestraintListProps {
  readonly held: readonly Held[];
  /** It was lifted, here or by somebody else. */
  readonly onLifted: () => void;
}

/** Who is muted or kept out, by whom, why and until when; each can be lifted. */
export function RestraintList({ held, onLifted }: RestraintListProps) {
  const session = useSession();
  const [lifting, setLifting] = useState<Held | null>(null);
  const nameOf = useChannelName();
  if (held.length === 0) return <p className="text-ink-2">{later.restraints.none}</p>;
  const lift = async ({ channel, user, kind }: Held) => {
    try {
      await session.ask("DELETE", `/v1/channels/${channel}/restraints/${encodeURIComponent(user)}?kind=${kind}`);
    } catch (error) {
      // Somebody else was faster, or its time was over: what was wished is so.
      if (codeOf(error) !== "not-found") throw error;
    }
  };
  return (
    <>
      <ul className="divide-y divide-line">
        {held.map((one) => (
          <RestraintRow key={`${one.channel} ${one.user} ${one.kind}`} held={one} onLift={setLifting} />
        ))}
      </ul>
      {lifting && (
        <ConfirmSheet
          title={later.restraints.ask[lifting.kind](lifting.name)}
          explain={later.restraints.explain[lifting.kind](nameOf(lifting.channel))}
          verb={later.restraints.lift[lifting.kind]}
          act={() => lift(lifting)}
          onClose={() => {
            setLifting(null);
            onLifted();
          }}
        />
      )}
    </>
  );
}

function RestraintRow({ held, onLift }: { readonly held: Held; readonly onLift: (held: Held) => void }) {
  const nameOf = useChannelName();
  const { channel, name, kind, by, until_ms, text } = held;
  const Glyph = kind === "mute" ? MicOff : ShieldX;
  return (
    <li className="flex min-h-[52px] flex-wrap items-center gap-x-3 gap-y-2 py-2">
      <span className="min-w-48 flex-1 leading-snug">
        <span className="flex flex-wrap items-center gap-x-2 font-strong">
          <bdi>{name}</bdi>
          <Chip>
            <Glyph className="size-3.5" aria-hidden />
            {later.restraints.kind[kind]}
          </Chip>
        </span>
        <span className="block text-xs text-ink-2">
          <bdi>{nameOf(channel)}</bdi> · {later.restraints.by(by)} ·{" "}
          {until_ms === null ? later.restraints.forGood : later.restraints.until(dayAndTime(until_ms))}
        </span>
        {text !== null && <span className="block text-s">{later.restraints.quoted(text)}</span>}
      </span>
      <Button
        aria-label={`${later.restraints.lift[kind]}: ${name}`}
        aria-haspopup="dialog"
        onClick={() => onLift(held)}
      >
        {later.restraints.lift[kind]}
      </Button>
    </li>
  );
}

function useChannelName(): (id: string) => string {
  const { channels } = useSessionState();
  return (id) => channels?.find((known) => known.id === id)?.name ?? id;
}
