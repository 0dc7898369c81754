import { Cell, type Clock, type Store } from "@pressel/client";
import { useSession } from "@pressel/react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { choice } from "./preference.ts";

/** `status` waits for a pause of the reader, and so does `name`, which says who talks; `alert` does not. */
export type Urgency = "status" | "name" | "alert";

/** How much is said: alerts alone, also who talks, or all there is. */
export type Verbosity = keyof typeof SAID;

const SAID = {
  nothing: { status: false, name: false, alert: true },
  names: { status: false, name: true, alert: true },
  everything: { status: true, name: true, alert: true },
} as const satisfies { readonly [verbosity: string]: { readonly [U in Urgency]: boolean } };

export const verbosity = choice<Verbosity>("announcements", ["nothing", "names", "everything"], "everything");

/** Whether voices are lowered while a screen reader speaks. */
export const ducking = choice("ducking", ["off", "on"], "off");

const speakingCell = new Cell(false);

/** Whether a screen reader is, as far as one can guess, speaking what was announced. */
export const speaking: Store<boolean> = speakingCell;

/** Readers say some fifteen letters a second, after a breath. */
const BREATH_MS = 400;
const LETTER_MS = 65;
const SPEAKING_MS_MAX = 8_000;

/** At most one message in this time; the newest wins. */
const PAUSE_MS = 2_000;
/** The same name is not said again within this time. */
const REPEAT_MS = 10_000;
/** So many names are remembered against repeating them. */
const NAMES_MAX = 16;
/** A reader says nothing of a text that does not change. */
const ANEW = "\u00a0";

/** Decides what is spoken, and when. Nothing else in the app is a live region. */
export class Announcer {
  private readonly clock: Clock;
  private readonly show: (urgency: "status" | "alert", text: string) => void;
  private readonly verbosity: () => Verbosity;
  private saidAt = Number.NEGATIVE_INFINITY;
  private readonly names = new Map<string, number>();
  private cancel: () => void = () => {};
  private cancelSilence: () => void = () => {};

  constructor(
    clock: Clock,
    show: (urgency: "status" | "alert", text: string) => void,
    howMuch: () => Verbosity = () => "everything",
  ) {
    this.clock = clock;
    this.show = show;
    this.verbosity = howMuch;
  }

  say(text: string, urgency: Urgency): void {
    if (!SAID[this.verbosity()][urgency]) return;
    this.cancel();
    if (urgency === "alert") {
      this.speak(text, urgency);
      return;
    }
    const pause = this.saidAt + PAUSE_MS - this.clock.now();
    if (pause <= 0) this.speak(text, urgency);
    else this.cancel = this.clock.after(pause, () => this.speak(text, urgency));
  }

  /** What waits to be said is true no longer. */
  drop(): void {
    this.cancel();
  }

  private speak(text: string, urgency: Urgency): void {
    const now = this.clock.now();
    if (urgency === "name" && !this.isNew(text, now)) return;
    this.saidAt = now;
    this.noteSpeech(text);
    this.show(urgency === "alert" ? "alert" : "status", text);
  }

  private noteSpeech(text: string): void {
    this.cancelSilence();
    speakingCell.set(true);
    const lengthMs = Math.min(BREATH_MS + LETTER_MS * text.length, SPEAKING_MS_MAX);
    this.cancelSilence = this.clock.after(lengthMs, () => speakingCell.set(false));
  }

  private isNew(name: string, now: number): boolean {
    const before = this.names.get(name) ?? Number.NEGATIVE_INFINITY;
    if (now - before < REPEAT_MS) return false;
    this.names.delete(name);
    this.names.set(name, now);
    const [oldest] = this.names.keys();
    if (this.names.size > NAMES_MAX && oldest !== undefined) this.names.delete(oldest);
    return true;
  }
}

const AnnouncerContext = createContext<Announcer | null>(null);

export function useAnnouncer(): Announcer {
  const announcer = useContext(AnnouncerContext);
  if (announcer === null) throw new Error("useAnnouncer needs an <AnnouncerProvider> above it");
  return announcer;
}

/** Owns the two live regions. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const { clock } = useSession();
  const [texts, setTexts] = useState({ status: "", alert: "" });
  const [announcer] = useState(() => {
    const show = (urgency: "status" | "alert", text: string) =>
      setTexts((shown) => ({ status: "", alert: "", [urgency]: shown[urgency] === text ? text + ANEW : text }));
    return new Announcer(clock, show, verbosity.getSnapshot);
  });
  return (
    <AnnouncerContext value={announcer}>
      {children}
      <div className="sr-only" role="status">
        {texts.status}
      </div>
      <div className="sr-only" role="alert">
        {texts.alert}
      </div>
    </AnnouncerContext>
  );
}
