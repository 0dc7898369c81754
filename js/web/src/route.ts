import { useSyncExternalStore } from "react";

/** Where one is. It stands in the fragment: the server never sees it, and any file server will do. */
export type Route =
  | { readonly screen: "lobby" | "settings" | "admin" }
  | { readonly screen: "channel"; readonly id: string }
  | { readonly screen: "invitation"; readonly code: string };

const CHANNEL = /^#\/channel\/([a-z0-9][a-z0-9-]{0,63})$/;
const INVITATION = /^#\/join\/([A-Za-z0-9-]{4,16})$/;

export const lobbyPath = "#/";
export const settingsPath = "#/settings";
export const adminPath = "#/admin";

export function channelPath(id: string): string {
  return `#/channel/${id}`;
}

export function invitationPath(code: string): string {
  return `#/join/${code}`;
}

export function parseRoute(fragment: string): Route {
  if (fragment === settingsPath) return { screen: "settings" };
  if (fragment === adminPath) return { screen: "admin" };
  const code = INVITATION.exec(fragment)?.[1];
  if (code !== undefined) return { screen: "invitation", code };
  const id = CHANNEL.exec(fragment)?.[1];
  return id === undefined ? { screen: "lobby" } : { screen: "channel", id };
}

/** Goes to another screen. */
export function go(path: string): void {
  location.hash = path;
}

const CLAIM = /^#claim=([\w-]{16,64})$/;

/** Takes the secret of a claim link out of the address, so that it stays in no history; `null` where there is none. */
export function takeClaim(): string | null {
  const claim = CLAIM.exec(location.hash)?.[1] ?? null;
  if (claim !== null) history.replaceState(null, "", lobbyPath);
  return claim;
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(watchFragment, () => location.hash));
}

function watchFragment(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}
