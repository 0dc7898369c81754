import { Cell, type ChannelSummary, type Store } from "@pressel/client";
import { useSession } from "@pressel/react";
import { useEffect } from "react";
import { useRoute } from "../route.ts";
import { isSilent, mutes } from "./mutes.ts";
import { countUnheard, NOTHING, type Unheard } from "./unheard.ts";

const cell = new Cell<Unheard>(NOTHING);

export const unheard: Store<Unheard> = cell;

/** Keeps the count, also over a lost link, as long as the page is there and one is signed in. */
export function useUnheard(): void {
  const session = useSession();
  const route = useRoute();
  const open = route.screen === "channel" ? route.id : null;
  useEffect(() => {
    const look = () => {
      const { channels, self } = session.store.getSnapshot();
      const silent = (channel: ChannelSummary) => isSilent(channel, mutes.getSnapshot(), Date.now());
      cell.set(
        channels === null ? NOTHING : countUnheard(cell.getSnapshot(), channels, { self, open, isSilent: silent }),
      );
    };
    look();
    return session.store.subscribe(look);
  }, [session, open]);
}
