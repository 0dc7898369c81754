import type { Member, Talker } from "@pressel/client";
import { useSession, useTick } from "@pressel/react";
import { Ear, MicOff } from "lucide-react";
import type { ReactNode } from "react";
import { clock } from "../time.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Chip } from "../ui/chip.tsx";
import { words } from "../words/current.ts";

const SECOND_MS = 1_000;

interface PersonRowProps {
  readonly member: Member;
  readonly isMe: boolean;
  /** It is their turn, and they have not taken it. */
  readonly isTurn: boolean;
  /** Their talk, while they talk. */
  readonly talker: Talker | null;
  /** What can be done about them. */
  readonly children?: ReactNode;
}

/** One of the people: name, role, presence; marked while talking. */
export function PersonRow({ member, isMe, isTurn, talker, children }: PersonRowProps) {
  const mark = MARKS[isTurn ? "turn" : isMe ? "talk" : "hear"];
  const { presence = "here", muted = false } = member;
  const role = roleOf(member);
  return (
    <li
      className={`flex min-h-[52px] items-center gap-3 rounded-control px-2 py-1 ${talker ? `inset-ring-[1.5px] ${mark}` : ""}`}
    >
      <Avatar name={member.name} me={isMe} presence={presence} />
      <span className="min-w-0 flex-1 leading-tight">
        <span className="block truncate font-strong">
          <bdi>{isMe ? words.channel.isYou(member.name) : member.name}</bdi>
        </span>
        <span className="block text-xs leading-snug text-ink-2">
          {talker ? <Talking talker={talker} isTurn={isTurn} /> : presence === "away" ? words.presence.awayWhy : role}
        </span>
      </span>
      {muted && (
        <Chip>
          <MicOff className="size-3.5" aria-hidden />
          {words.presence.muted}
        </Chip>
      )}
      {!member.can_talk && !muted && (
        <Chip>
          <Ear className="size-3.5" aria-hidden />
          {words.listens}
        </Chip>
      )}
      {presence !== "here" && <Chip>{words.presence[presence]}</Chip>}
      {children}
    </li>
  );
}

const MARKS = {
  hear: "bg-hear-wash inset-ring-hear",
  talk: "bg-talk-wash inset-ring-talk",
  turn: "bg-queue-wash inset-ring-queue",
} as const;

function Talking({ talker, isTurn }: { readonly talker: Talker; readonly isTurn: boolean }) {
  useTick(isTurn ? null : SECOND_MS);
  const nowMs = useSession().serverNowMs();
  if (isTurn) return words.button.turn;
  return (
    <>
      {words.channel.talking} <span className="num">· {clock(nowMs - talker.since_at_ms)}</span>
    </>
  );
}

function roleOf({ kind, guest, role = "member" }: Member): string {
  if (kind === "program") return words.program;
  if (guest) return words.guest;
  return role === "member" ? "" : words.roles[role];
}
