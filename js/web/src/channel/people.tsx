import type { ChannelView, Member, SessionState } from "@pressel/client";
import { Ear, X } from "lucide-react";
import { useRef } from "react";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { words } from "../words/current.ts";

interface PeopleProps {
  readonly view: ChannelView | null;
  readonly session: SessionState;
}

/** Who is here. The list keeps its order; the talking row is marked, not moved. */
export function People({ view, session, headingId }: PeopleProps & { readonly headingId: string }) {
  const members = view?.members ?? [];
  return (
    <>
      <h2 id={headingId} className="px-2 text-l font-heavy">
        {words.channel.people(view?.memberCount ?? 0)}
      </h2>
      {members.length === 0 && view && <p className="px-2 text-s text-ink-2">{words.channel.tooMany}</p>}
      <ul data-testid="people">
        {members.map((member) => (
          <PersonRow
            key={member.id}
            member={member}
            isMe={member.id === session.self}
            isTalking={member.id === view?.talker?.member}
          />
        ))}
      </ul>
    </>
  );
}

/** The same list as a sheet, for narrow screens. */
export function PeopleSheet({ view, session }: PeopleProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button
        type="button"
        className="min-h-6 text-xs text-ink-2 underline underline-offset-2 desk:hidden"
        onClick={() => sheet.current?.showModal()}
      >
        {words.channel.people(view?.memberCount ?? 0)}
      </button>
      <dialog
        ref={sheet}
        aria-labelledby="people-sheet"
        className="mx-auto mt-auto mb-0 max-h-[70dvh] w-full max-w-xl rounded-t-sheet border border-edge bg-surface p-5 text-ink"
      >
        <Button
          look="ghost"
          square
          className="float-end"
          aria-label={words.close}
          onClick={() => sheet.current?.close()}
        >
          <X className="size-5" aria-hidden />
        </Button>
        <People view={view} session={session} headingId="people-sheet" />
      </dialog>
    </>
  );
}

interface PersonRowProps {
  readonly member: Member;
  readonly isMe: boolean;
  readonly isTalking: boolean;
}

function PersonRow({ member, isMe, isTalking }: PersonRowProps) {
  const mark = isMe
    ? "bg-talk-wash inset-ring-[1.5px] inset-ring-talk"
    : "bg-hear-wash inset-ring-[1.5px] inset-ring-hear";
  return (
    <li className={`flex min-h-[52px] items-center gap-3 rounded-control px-2 py-1 ${isTalking ? mark : ""}`}>
      <Avatar name={member.name} me={isMe} />
      <span className="min-w-0 flex-1 leading-tight">
        <bdi className="block truncate font-strong">{isMe ? words.channel.isYou(member.name) : member.name}</bdi>
        <span className="block text-xs leading-snug text-ink-2">
          {isTalking ? words.channel.talking : roleOf(member)}
        </span>
      </span>
      {!member.can_talk && (
        <Chip>
          <Ear className="size-3.5" aria-hidden />
          {words.listens}
        </Chip>
      )}
    </li>
  );
}

function roleOf({ kind, guest }: Member): string {
  if (kind === "program") return words.program;
  return guest ? words.guest : "";
}
