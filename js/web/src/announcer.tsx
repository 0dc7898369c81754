import { createContext, useContext, useEffect, useState } from "react";

/** `status` waits for a pause of the reader, `alert` does not. */
type Urgency = "status" | "alert";

interface Clock {
  readonly now: () => number;
  readonly after: (ms: number, then: () => void) => () => void;
}

/** At most one message in this time; the newest wins. */
const PAUSE_MS = 2_000;
/** The same words are not repeated within this time. */
const REPEAT_MS = 10_000;

/** Decides what is spoken, and when. Nothing else in the app is a live region. */
export class Announcer {
  private readonly clock: Clock;
  private readonly show: (urgency: Urgency, text: string) => void;
  private saidAt = Number.NEGATIVE_INFINITY;
  private said = "";
  private cancel: () => void = () => {};

  constructor(clock: Clock, show: (urgency: Urgency, text: string) => void) {
    this.clock = clock;
    this.show = show;
  }

  say(text: string, urgency: Urgency): void {
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

const AnnouncerContext = createContext<Announcer>(new Announcer({ now: () => 0, after: () => () => {} }, () => {}));

export function useAnnouncer(): Announcer {
  return useContext(AnnouncerContext);
}

/** Owns the two live regions. */
export function AnnouncerProvider({ children }: { readonly children: React.ReactNode }) {
  const [texts, setTexts] = useState({ status: "", alert: "" });
  const [announcer] = useState(
    () => new Announcer(pageClock, (urgency, text) => setTexts({ status: "", alert: "", [urgency]: text })),
  );
  useEffect(() => () => announcer.say("", "alert"), [announcer]);
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

const pageClock: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
