import type { ChannelView, Member, SessionState } from "@pressel/client";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { firstUse } from "../first-use.tsx";
import { Button } from "../ui/button.tsx";
import { Sheet, useSheet } from "../ui/sheet.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";
import { PersonRow } from "./person-row.tsx";

const Moderation = firstUse(async () => (await import("./moderation.tsx")).Moderation);

interface PeopleProps {
  readonly view: ChannelView | null;
  readonly session: SessionState;
  readonly channel: string;
  /** It is one's turn, and one has not taken it. */
  readonly isMyTurn: boolean;
}

/** Who is here. The list keeps its order; the talking row is marked, not moved. */
export function People({ view, session, channel, isMyTurn }: PeopleProps) {
  const [moderated, setModerated] = useState<Member | null>(null);
  const members = view?.members ?? [];
  const mayModerate = view?.rights.moderate ?? false;
  return (
    <>
      {members.length === 0 && view && <p className="px-2 text-s text-ink-2">{words.channel.tooMany}</p>}
      <ul data-testid="people">
        {members.map((member) => (
          <PersonRow
            key={member.id}
            member={member}
            isMe={member.id === session.self}
            isTurn={isMyTurn && member.id === session.self}
            talker={view?.talkers.find((talker) => talker.member === member.id) ?? null}
          >
            {mayModerate && member.id !== session.self && (
              <Button
                look="ghost"
                square
                aria-label={words.moderate.open(member.name)}
                aria-haspopup="dialog"
                onClick={() => setModerated(member)}
              >
                <Ellipsis className="size-5" aria-hidden />
              </Button>
            )}
          </PersonRow>
        ))}
      </ul>
      {moderated && <Moderation channel={channel} member={moderated} onClose={() => setModerated(null)} />}
    </>
  );
}

/** The list beside the channel, on a desk. */
export const PeoplePane = steady(({ view, session, channel, isMyTurn }: PeopleProps) => {
  return (
    <aside
      data-region
      tabIndex={-1}
      className="hidden min-w-0 flex-col gap-2 overflow-y-auto border-s border-line bg-surface px-3 py-4 outline-none desk:flex"
      aria-labelledby="people"
    >
      <h2 id="people" className="px-2 text-l font-heavy">
        {words.channel.people(view?.memberCount ?? 0)}
      </h2>
      <People view={view} session={session} channel={channel} isMyTurn={isMyTurn} />
    </aside>
  );
});

/** The same list as a sheet, for narrow screens. */
export function PeopleSheet({ view, session, channel, isMyTurn }: PeopleProps) {
  const { sheet, open } = useSheet();
  const title = words.channel.people(view?.memberCount ?? 0);
  return (
    <span className="desk:hidden">
      <button
        type="button"
        className="min-h-6 text-xs text-ink-2 underline underline-offset-2"
        aria-haspopup="dialog"
        onClick={open}
      >
        {title}
      </button>
      <Sheet sheet={sheet} title={title}>
        <People view={view} session={session} channel={channel} isMyTurn={isMyTurn} />
      </Sheet>
    </span>
  );
}
