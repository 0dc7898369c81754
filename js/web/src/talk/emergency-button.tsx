import { useSession, useStore, useTick } from "@pressel/react";
import { Siren } from "lucide-react";
import { type PointerEvent, type RefObject, useEffect, useRef } from "react";
import { useAnnouncer } from "../announcer.tsx";
import { ALARM_HOLD_MS, type Hands } from "../input/hands.ts";
import { Button } from "../ui/button.tsx";
import { words } from "../words/current.ts";

/** The outline fills in steps that are seen as one motion. */
const STEP_MS = 60;

/** Held for 1.5 s it sends an emergency; Enter, or a screen reader's click, asks first. */
export function EmergencyButton({ hands, className = "" }: { readonly hands: Hands; readonly className?: string }) {
  const { clock } = useSession();
  const announcer = useAnnouncer();
  const { alarmSince, alarmTooShort } = useStore(hands.store);
  const confirmation = useRef<HTMLDialogElement>(null);
  const isPointers = useRef(false);
  useTick(alarmSince === null ? null : STEP_MS);
  useEffect(() => {
    if (alarmTooShort) announcer.say(words.hands.alarmTooShort, "status");
  }, [alarmTooShort, announcer]);

  const down = (event: PointerEvent<HTMLButtonElement>) => {
    isPointers.current = true;
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture?.(event.pointerId);
    hands.holdAlarm();
  };
  const clicked = () => {
    if (!isPointers.current) confirmation.current?.showModal();
    isPointers.current = false;
  };
  const share = alarmSince === null ? 0 : Math.min(1, (clock.now() - alarmSince) / ALARM_HOLD_MS);
  return (
    <>
      <button
        type="button"
        data-testid="emergency"
        className={`relative inline-flex min-h-[46px] touch-none items-center justify-center gap-2 short:justify-start short:px-2 desk:justify-start rounded-row border-2 border-alarm bg-raised px-4 py-2 font-heavy text-alarm-text select-none ${className}`}
        onPointerDown={down}
        onPointerUp={() => hands.letGoAlarm()}
        onPointerCancel={() => hands.letGoAlarm()}
        onContextMenu={(event) => event.preventDefault()}
        onClick={clicked}
      >
        <Outline share={share} />
        <Siren className="size-5 flex-none" aria-hidden />
        <span className="leading-tight short:text-start desk:text-start">
          {words.hands.alarm}{" "}
          <small className="text-s font-plain short:block desk:block">
            <span className="short:hidden desk:hidden">· </span>
            {alarmTooShort ? words.hands.alarmTooShort : words.hands.alarmHold}
          </small>
        </span>
      </button>
      <Confirmation dialog={confirmation} onSend={() => hands.sendAlarm()} />
    </>
  );
}

/** Fills clockwise from the top left corner. */
function Outline({ share }: { readonly share: number }) {
  return (
    <svg className="pointer-events-none absolute inset-0 size-full overflow-visible" aria-hidden="true">
      <rect
        className="fill-none stroke-alarm"
        width="100%"
        height="100%"
        rx="14"
        strokeWidth="7"
        pathLength="1"
        strokeDasharray={`${share} 1`}
        visibility={share > 0 ? "visible" : "hidden"}
      />
    </svg>
  );
}

interface ConfirmationProps {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly onSend: () => void;
}

/** The safe choice has the focus. */
function Confirmation({ dialog, onSend }: ConfirmationProps) {
  const send = () => {
    dialog.current?.close();
    onSend();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="alarm-ask"
      aria-describedby="alarm-explain"
      className="m-auto max-w-sm rounded-sheet border border-edge bg-surface p-6 text-ink"
    >
      <div className="grid gap-3 text-center">
        <h2 id="alarm-ask" className="text-xl leading-tight font-heavy">
          {words.hands.alarmAsk}
        </h2>
        <p id="alarm-explain" className="text-ink-2">
          {words.hands.alarmExplain}
        </p>
        {/* The dialog's first button gets the focus. */}
        <Button className="w-full" onClick={() => dialog.current?.close()}>
          {words.hands.alarmCancel}
        </Button>
        <Button className="w-full border-alarm! bg-alarm! text-on-alarm!" onClick={send}>
          {words.hands.alarmSend}
        </Button>
      </div>
    </dialog>
  );
}
