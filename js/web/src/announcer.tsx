import type { Clock } from "@pressel/client";
import { useSession } from "@pressel/react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { isTold, type Matter, type Verbosity, verbosity } from "./spoken.ts";

/** `status` waits for a pause of the reader, `alert` does not. */
type Urgency = "status" | "alert";

/** At most one message in this time; the newest wins. */
const PAUSE_MS = 2_000;
/** The same words are not repeated within this time. */
const REPEAT_MS = 10_000;

/** Decides what is spoken, and when. Nothing else in the app is a live region. */
export class Announcer {
  private readonly clock: Clock;
  private readonly show: (urgency: Urgency, text: string) => void;
  private readonly told: () => Verbosity;
  private saidAt = Number.NEGATIVE_INFINITY;
  private said = "";
  private cancel: () => void = () => {};

  /** `told` is how much the person wants to be told. */
  constructor(
    clock: Clock,
    show: (urgency: Urgency, text: string) => void,
    told: () => Verbosity = () => "everything",
  ) {
    this.told = told;
    this.clock = clock;
    this.show = show;
  }

  say(text: string, urgency: Urgency, matter: Matter = "state"): void {
    if (urgency === "status" && !isTold(matter, this.told())) return;
    this.cancel();
    if (urgency === "alert") {
      this.speak(text, urgency);
      return;
    }
    const pause = this.saidAt + PAUSE_MS - this.clock.now();
    if (pause <= 0) this.speak(text, urgency);
    else this.cancel = this.clock.after(pause, () => this.speak(text, urgency));
  }

  private speak(text: string, urgency: Urgency): void {
    const now = this.clock.now();
    if (urgency === "status" && text === this.said && now - this.saidAt < REPEAT_MS) return;
    this.said = text;
    this.saidAt = now;
    this.show(urgency, text);
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
  const [announcer] = useState(
    () =>
      new Announcer(
        clock,
        (urgency, text) => setTexts({ status: "", alert: "", [urgency]: text }),
        verbosity.getSnapshot,
      ),
  );
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
