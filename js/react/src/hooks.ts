import type { Channel, Session, SessionState, Store } from "@pressel/client";
import { createContext, useContext, useEffect, useReducer, useState, useSyncExternalStore } from "react";

/** Give the session to everything below: `<SessionContext value={session}>`. */
export const SessionContext = createContext<Session | null>(null);

/** The session given above. Throws where none is. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession needs a <SessionContext> above it");
  return session;
}

/** The present value of a store; draws again with each change. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

export function useSessionState(): SessionState {
  return useStore(useSession().store);
}

/** A member of the channel while shown; `null` until the first effect has run. */
export function useChannel(id: string): Channel | null {
  const session = useSession();
  const [channel, setChannel] = useState<Channel | null>(null);
  useEffect(() => {
    setChannel(session.join(id));
    return () => session.leave(id);
  }, [session, id]);
  return channel?.id === id ? channel : null;
}

/** Draws again each `periodMs`, for running clocks; `null` rests. */
export function useTick(periodMs: number | null): void {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (periodMs === null) return;
    const timer = setInterval(tick, periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
}
