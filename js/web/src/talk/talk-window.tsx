import { buttonState, type ChannelSnapshot, TALK_BUTTON } from "@pressel/client";
import { useSession, useSessionState, useStore, useTick } from "@pressel/react";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { bindings } from "../input/bindings.ts";
import { click } from "../input/click.ts";
import type { Hands } from "../input/hands.ts";
import { keyboard } from "../input/keyboard.ts";
import { pageLife } from "../input/page-life.ts";
import { pointer } from "../input/pointer.ts";
import { Pressel } from "./pressel.tsx";
import { useDown } from "./use-down.ts";

const SIZE = { width: 300, height: 320 };
const TICK_MS = 250;
const VIEW = "window";

/** Document Picture-in-Picture; TypeScript does not know it yet. */
interface WindowMaker {
  readonly requestWindow: (size: typeof SIZE) => Promise<Window>;
}

interface TalkWindowProps {
  readonly snapshot: ChannelSnapshot;
  readonly hands: Hands;
  readonly onClosed: () => void;
}

/** The talk button in a window of its own that stays above all others. */
export function TalkWindow({ snapshot, hands, onClosed }: TalkWindowProps) {
  const shown = useWindow(onClosed);
  return shown && createPortal(<WindowButton shown={shown} snapshot={snapshot} hands={hands} />, shown.document.body);
}

interface WindowButtonProps {
  readonly shown: Window;
  readonly snapshot: ChannelSnapshot;
  readonly hands: Hands;
}

function WindowButton({ shown, snapshot, hands }: WindowButtonProps) {
  const session = useSession();
  const state = useSessionState();
  const showing = buttonState(snapshot, state);
  const isDown = useDown(useStore(hands.store).held, snapshot);
  useTick(TALK_BUTTON[showing].clock !== null || showing === "turn" ? TICK_MS : null);
  const button = useRef<HTMLButtonElement>(null);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (button.current === null) return;
    const inputs = [
      pointer({ view: VIEW, button: button.current, pane: pane.current, area: shown.document.body }),
      click(button.current),
      keyboard(VIEW, shown, bindings.getSnapshot),
      pageLife(VIEW, shown),
    ];
    const stops = inputs.map((input) => input(hands));
    return () => {
      for (const stop of stops) stop();
    };
  }, [hands, shown]);
  return (
    <main className="grid h-dvh place-items-center bg-surface p-4">
      <Pressel
        state={showing}
        scene={{ channel: snapshot, session: state, nowMs: session.clock.now() }}
        isDown={isDown}
        level={() => 0}
        button={button}
        pane={pane}
        className="size-[min(88vw,88vh)]"
      />
    </main>
  );
}

/** Opens one, with the page's styles; `closed` is told when the person closes it or the browser refuses. */
function useWindow(onClosed: () => void): Window | null {
  const [shown, setShown] = useState<Window | null>(null);
  const closed = useRef(onClosed);
  closed.current = onClosed;
  useEffect(() => {
    let opened: Window | null = null;
    let isOver = false;
    const maker = (globalThis as { readonly documentPictureInPicture?: WindowMaker }).documentPictureInPicture;
    const open = async () => {
      opened = (await maker?.requestWindow(SIZE)) ?? null;
      if (opened === null || isOver) {
        opened?.close();
        return;
      }
      dress(opened.document);
      opened.addEventListener("pagehide", () => closed.current(), { once: true });
      setShown(opened);
    };
    open().catch(() => closed.current());
    return () => {
      isOver = true;
      opened?.close();
    };
  }, []);
  return shown;
}

function dress(page: Document): void {
  const { documentElement: own } = document;
  page.documentElement.lang = own.lang;
  page.documentElement.dir = own.dir;
  const { theme } = own.dataset;
  if (theme !== undefined) page.documentElement.dataset.theme = theme;
  page.title = document.title;
  for (const style of document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet], style")) {
    const copy = style.cloneNode(true) as HTMLLinkElement;
    // The new window has no address that a relative one could stand beside.
    if (style.href) copy.href = style.href;
    page.head.append(copy);
  }
}
