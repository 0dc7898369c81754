import { useSyncExternalStore } from "react";

/** Where one is. It stands in the fragment: the server never sees it, and any file server will do. */
export type Route = { readonly screen: "lobby" } | { readonly screen: "channel"; readonly id: string };

const CHANNEL = /^#\/channel\/([a-z0-9][a-z0-9-]{0,63})$/;

export const lobbyPath = "#/";

export function channelPath(id: string): string {
  return `#/channel/${id}`;
}

export function parseRoute(fragment: string): Route {
  const id = CHANNEL.exec(fragment)?.[1];
  return id === undefined ? { screen: "lobby" } : { screen: "channel", id };
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(watchFragment, () => location.hash));
}

function watchFragment(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}
