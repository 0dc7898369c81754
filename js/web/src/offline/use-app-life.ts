import { useSessionState, useStore } from "@pressel/react";
import { useEffect, useRef, useState } from "react";
import { unheardSum } from "../lobby/unheard.ts";
import { unheard } from "../lobby/use-unheard.ts";
import { useRoute } from "../route.ts";
import { appLife, takeUpdate } from "./app-life.ts";
import { missedBetween } from "./missed.ts";

/** A newer version starts by itself when nobody looks and nobody talks or listens. */
export function useQuietUpdate(): void {
  const { isUpdateReady } = useStore(appLife);
  const { screen } = useRoute();
  useEffect(() => {
    if (!isUpdateReady || screen !== "lobby") return;
    const whenHidden = () => document.hidden && takeUpdate();
    whenHidden();
    document.addEventListener("visibilitychange", whenHidden);
    return () => document.removeEventListener("visibilitychange", whenHidden);
  }, [isUpdateReady, screen]);
}

/** The app's icon says how often somebody talked unheard: elsewhere, or in the open channel while nobody looked. */
export function useBadge(): void {
  const { channels, self } = useSessionState();
  const route = useRoute();
  const open = route.screen === "channel" ? route.id : null;
  const elsewhere = unheardSum(useStore(unheard));
  const before = useRef(channels);
  const [missed, setMissed] = useState(0);
  useEffect(() => {
    const here = channels?.filter(({ id }) => id === open) ?? [];
    const count = missedBetween(before.current ?? [], here, self);
    before.current = channels;
    if (count > 0 && document.hidden) setMissed((known) => known + count);
  }, [channels, self, open]);
  useEffect(() => {
    const whenShown = () => !document.hidden && setMissed(0);
    document.addEventListener("visibilitychange", whenShown);
    return () => document.removeEventListener("visibilitychange", whenShown);
  }, []);
  const count = elsewhere + missed;
  useEffect(() => {
    // Only an installed app has an icon to write on; elsewhere this does nothing.
    if (count > 0) void navigator.setAppBadge?.(count).catch(() => {});
    else void navigator.clearAppBadge?.().catch(() => {});
  }, [count]);
}
