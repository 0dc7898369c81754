import type { ChannelSnapshot } from "@pressel/client";
import { useSession, useStore } from "@pressel/react";
import {
  DoorOpen,
  Ear,
  Headphones,
  ListOrdered,
  Lock,
  type LucideIcon,
  Mic,
  PictureInPicture2,
  Smartphone,
  Volume2,
} from "lucide-react";
import { type ReactNode, useState } from "react";
import { outputKind } from "../devices/output-kind.ts";
import { firstUse } from "../first-use.tsx";
import type { Hands } from "../input/hands.ts";
import { words } from "../words/current.ts";

const DeviceSheet = firstUse(async () => (await import("../devices/device-sheet.tsx")).DeviceSheet);
const EmergencyButton = firstUse(
  async () => (await import("./emergency-button.tsx")).EmergencyButton,
  <div className="min-h-[46px] basis-full short:basis-auto" />,
);
const PocketMode = firstUse(async () => (await import("./pocket-mode.tsx")).PocketMode);
const TalkWindow = firstUse(async () => (await import("./talk-window.tsx")).TalkWindow);

const OUTPUT_SYMBOLS = {
  headset: Headphones,
  earpiece: Ear,
  speaker: Volume2,
  own: Headphones,
  microphone: Mic,
} as const;

interface DockActionsProps {
  readonly snapshot: ChannelSnapshot;
  readonly hands: Hands;
  readonly className?: string;
}

/** What stands beside the talk button. Nothing here comes or goes with the floor, so that nothing moves under the thumb. */
export function DockActions({ snapshot, hands, className = "" }: DockActionsProps) {
  const { view, floor } = snapshot;
  const isInLine = floor.phase === "queued" || floor.phase === "turn";
  const isLive = floor.phase === "talking" || floor.phase === "ending";
  const canWait = isInLine || (!isLive && (view?.talkers.length ?? 0) > 0);
  return (
    <div className={`flex flex-wrap gap-2 short:flex-col desk:grid ${className}`} data-testid="dock-actions">
      <Action
        symbol={Lock}
        isPressed={floor.latched}
        isOff={view?.rights.talk === false}
        onClick={() => hands.toggleLatch()}
      >
        {words.hands.free}
      </Action>
      {(view?.queueMax ?? 0) > 0 && (
        <Action symbol={isInLine ? DoorOpen : ListOrdered} isOff={!canWait} onClick={() => hands.toggleLine()}>
          {isInLine ? words.hands.leaveLine : words.hands.lineUp}
        </Action>
      )}
      <DeviceAction />
      {"documentPictureInPicture" in globalThis && <WindowAction snapshot={snapshot} hands={hands} />}
      {"wakeLock" in navigator && <PocketAction snapshot={snapshot} hands={hands} />}
      {view?.rights.emergency === true && <EmergencyButton hands={hands} className="basis-full short:basis-auto" />}
    </div>
  );
}

interface ActionProps {
  readonly className?: string;
  readonly symbol: LucideIcon;
  readonly isPressed?: boolean;
  readonly isOff?: boolean;
  readonly onClick: () => void;
  /** A dialog comes of it. */
  readonly isOpener?: boolean;
  readonly children: ReactNode;
}

function Action(props: ActionProps) {
  const { symbol: Glyph, isPressed, isOff = false, isOpener = false, onClick, className = "", children } = props;
  return (
    <button
      type="button"
      aria-pressed={isPressed}
      aria-haspopup={isOpener ? "dialog" : undefined}
      aria-disabled={isOff || undefined}
      className={`grid min-h-14 flex-1 basis-16 wide:basis-20 content-center short:min-h-11 short:flex-none short:basis-auto short:grid-flow-col short:items-center short:justify-start short:text-start justify-items-center gap-1 rounded-row border-[1.5px] border-edge bg-raised px-1 py-2 text-center short:px-2 wide:px-2 desk:min-h-11 desk:grid-flow-col desk:items-center desk:justify-start desk:gap-2 desk:px-3 desk:text-start text-xs leading-[1.15] short:text-s wide:text-s font-strong hover:border-ink aria-disabled:opacity-60 aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-bg forced-colors:aria-pressed:bg-[Highlight] forced-colors:aria-pressed:text-[HighlightText] forced-colors:aria-pressed:forced-color-adjust-none ${className}`}
      onClick={() => !isOff && onClick()}
    >
      <Glyph className="size-5" aria-hidden />
      <span>{children}</span>
    </button>
  );
}

/** For a phone in a pocket; nobody carries a mouse in one. */
function PocketAction({ snapshot, hands }: { readonly snapshot: ChannelSnapshot; readonly hands: Hands }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Action symbol={Smartphone} className="pointer-fine:hidden" onClick={() => setOpen(true)}>
        {words.hands.pocket}
      </Action>
      {isOpen && <PocketMode snapshot={snapshot} hands={hands} onClosed={() => setOpen(false)} />}
    </>
  );
}

/** What sound goes to; opens the choice. */
function DeviceAction() {
  const kind = outputKind(useStore(useSession().devices.store));
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Action symbol={OUTPUT_SYMBOLS[kind]} isOpener onClick={() => setOpen(true)}>
        {kind !== "microphone" && <span className="sr-only">{words.devices.goesTo}: </span>}
        {words.devices[kind]}
      </Action>
      {isOpen && <DeviceSheet onClose={() => setOpen(false)} />}
    </>
  );
}

/** Only where there is room: no phone has such windows, and where a window is narrow the dock keeps to one row. */
function WindowAction({ snapshot, hands }: { readonly snapshot: ChannelSnapshot; readonly hands: Hands }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Action
        symbol={PictureInPicture2}
        className="max-wide:hidden"
        isPressed={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {words.hands.window}
      </Action>
      {isOpen && <TalkWindow snapshot={snapshot} hands={hands} onClosed={() => setOpen(false)} />}
    </>
  );
}
