import { useSyncExternalStore } from "react";

/** Where one is. It stands in the fragment: the server never sees it, and any file server will do. */
export type Route =
  | { readonly screen: "lobby" | "settings" | "admin" }
  | { readonly screen: "channel"; readonly id: string }
  | { readonly screen: "invitation"; readonly code: string };

const CHANNEL = /^#\/channel\/([a-z0-9][a-z0-9-]{0,63})$/;
const INVITATION = /^#invite=([A-Za-z0-9-]{4,16})$/;

export const lobbyPath = "#/";
export const settingsPath = "#/settings";
export const adminPath = "#/admin";

export function channelPath(id: string): string {
  return `#/channel/${id}`;
}

export function invitationPath(code: string): string {
  return `#invite=${code}`;
}

export function parseRoute(fragment: string): Route {
  if (fragment === settingsPath) return { screen: "settings" };
  if (fragment === adminPath) return { screen: "admin" };
  const code = INVITATION.exec(fragment)?.[1];
  if (code !== undefined) return { screen: "invitation", code };
  const id = CHANNEL.exec(fragment)?.[1];
  return id === undefined ? { screen: "lobby" } : { screen: "channel", id };
}

/** Goes to another screen; `instead`: the present one stays in no history. */
export function go(path: string, instead = false): void {
  if (instead) location.replace(path);
  else location.hash = path;
}

/** The secret of a link that lets somebody in once: as the first admin, or to choose a password. */
export interface Key {
  readonly as: "first-admin" | "password-link";
  readonly secret: string;
}

const KEY = /^#(claim|password)=([\w-]{16,64})$/;

/** Takes the secret of a link out of the address, so that it stays in no history; `null` where there is none. */
export function takeKey(): Key | null {
  const [, kind, secret] = KEY.exec(location.hash) ?? [];
  if (secret === undefined) return null;
  history.replaceState(null, "", lobbyPath);
  return { as: kind === "claim" ? "first-admin" : "password-link", secret };
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(watchFragment, () => location.hash));
}

function watchFragment(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}
