import type { ChannelView, SessionState } from "@pressel/client";
import { useStore } from "@pressel/react";
import { ChevronLeft, Ellipsis, Moon, Settings, ShieldX, UserPlus } from "lucide-react";
import { useState } from "react";
import { firstUse } from "../first-use.tsx";
import { MuteButton } from "../lobby/mute-button.tsx";
import { mutedUntil, mutes } from "../lobby/mutes.ts";
import { lobbyPath, settingsPath } from "../route.ts";
import { quiet } from "../settings/loudness.ts";
import { timeOfDay } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { LinkStatus } from "../ui/link-status.tsx";
import { Sheet, useSheet } from "../ui/sheet.tsx";
import { SwitchRow } from "../ui/switch-row.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";
import { LinkDetails } from "./link-card.tsx";
import { PeopleSheet } from "./people.tsx";

const RestraintSheet = firstUse(async () => (await import("./restraint-sheet.tsx")).RestraintSheet);
const Invite = firstUse(async () => (await import("./invite.tsx")).Invite);

interface ChannelBarProps {
  readonly id: string;
  readonly name: string;
  readonly view: ChannelView | null;
  /** It is one's turn, and one has not taken it. */
  readonly isMyTurn: boolean;
  readonly session: SessionState;
}

/** Where one is, who else is here, how good the connection is, and what is rarely needed. */
export const ChannelBar = steady(({ id, name, view, isMyTurn, session }: ChannelBarProps) => {
  const untilMs = mutedUntil(useStore(mutes), id, Date.now());
  const isQuiet = useStore(quiet) === "on";
  return (
    <header
      data-region
      tabIndex={-1}
      className="col-span-full flex min-h-[60px] min-w-0 items-center gap-1 border-b border-line bg-surface px-1 py-2 pe-2 outline-none desk:px-3"
    >
      <a
        href={lobbyPath}
        className="grid size-11 flex-none place-items-center rounded-control hover:bg-sunken"
        aria-label={words.channel.back}
      >
        <ChevronLeft className="size-5 rtl:-scale-x-100" aria-hidden />
      </a>
      <div className="min-w-0 flex-1 desk:flex desk:items-center desk:gap-3">
        <h1 className="truncate text-l leading-tight font-heavy">
          <bdi>{name}</bdi>
        </h1>
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          {view && view.mode !== "ptt" && <Chip>{words.modes[view.mode].name}</Chip>}
          <PeopleSheet view={view} session={session} channel={id} isMyTurn={isMyTurn} />
          {untilMs !== null && (
            <span className="text-xs font-strong text-ink-2">{words.mute.until(timeOfDay(untilMs))}</span>
          )}
          {isQuiet && <span className="text-xs font-strong text-ink-2 desk:hidden">{words.quiet.title}</span>}
        </span>
      </div>
      <LinkSheet session={session} />
      <Button
        className="max-desk:hidden"
        aria-pressed={isQuiet}
        look={isQuiet ? "solid" : "plain"}
        onClick={() => quiet.choose(isQuiet ? "off" : "on")}
      >
        <Moon className="size-5" aria-hidden />
        {words.quiet.title}
      </Button>
      <ChannelMenu id={id} name={name} untilMs={untilMs} canModerate={view?.rights.moderate ?? false} />
    </header>
  );
});

/** The connection in one word; a tap tells more. A desk has it in sight. */
function LinkSheet({ session }: { readonly session: SessionState }) {
  const { sheet, open } = useSheet();
  return (
    <span className="desk:hidden">
      <Button look="ghost" className="px-2" aria-haspopup="dialog" onClick={open}>
        <LinkStatus session={session} />
      </Button>
      <Sheet sheet={sheet} title={words.link.title}>
        <LinkDetails session={session} />
      </Sheet>
    </span>
  );
}

interface ChannelMenuProps {
  readonly id: string;
  readonly name: string;
  readonly untilMs: number | null;
  readonly canModerate: boolean;
}

function ChannelMenu({ id, name, untilMs, canModerate }: ChannelMenuProps) {
  const { sheet, open } = useSheet();
  const [isInviting, setInviting] = useState(false);
  const [isLooking, setLooking] = useState(false);
  const isQuiet = useStore(quiet) === "on";
  return (
    <>
      <Button look="ghost" square aria-label={words.channel.menu} aria-haspopup="dialog" onClick={open}>
        <Ellipsis className="size-5" aria-hidden />
      </Button>
      <Sheet sheet={sheet} title={name} onClose={() => setInviting(false)}>
        <div className="grid gap-5">
          <SwitchRow
            label={words.quiet.title}
            hint={words.quiet.hint}
            isOn={isQuiet}
            onChange={(isOn) => quiet.choose(isOn ? "on" : "off")}
          />
          <div className="flex items-center gap-4">
            <span className="min-w-0 flex-1 text-s">
              <b className="block font-strong">{words.mute.row}</b>
              <span className="text-ink-2">
                {untilMs === null ? words.mute.explain : words.mute.until(timeOfDay(untilMs))}
              </span>
            </span>
            <MuteButton channel={{ id, name }} untilMs={untilMs} />
          </div>
          {canModerate && !isInviting && (
            <Button onClick={() => setInviting(true)}>
              <UserPlus className="size-5" aria-hidden />
              {words.invite.open}
            </Button>
          )}
          {canModerate && (
            <Button aria-haspopup="dialog" onClick={() => setLooking(true)}>
              <ShieldX className="size-5" aria-hidden />
              {words.moderate.restrained}
            </Button>
          )}
          {isInviting && <Invite channel={id} />}
          <LinkButton href={settingsPath}>
            <Settings className="size-5" aria-hidden />
            {words.settings.title}
          </LinkButton>
        </div>
      </Sheet>
      {isLooking && <RestraintSheet channel={id} onClose={() => setLooking(false)} />}
    </>
  );
}
