import { useSessionState, useStore } from "@pressel/react";
import { useReducer, useState } from "react";
import { AnnouncerProvider } from "./announcer.tsx";
import { ChannelScreen } from "./channel/channel-screen.tsx";
import { Unplugged } from "./devices/unplugged.tsx";
import { EntryScreen } from "./entry/entry-screen.tsx";
import { introduction } from "./entry/introduction.ts";
import { firstUse } from "./first-use.tsx";
import { LobbyScreen } from "./lobby/lobby-screen.tsx";
import { usePresence } from "./lobby/presence.ts";
import { useMutes } from "./lobby/use-mutes.ts";
import { useUnheard } from "./lobby/use-unheard.ts";
import { useBadge, useQuietUpdate } from "./offline/use-app-life.ts";
import { takeKey, useRoute } from "./route.ts";
import { useLoudness } from "./settings/loudness.ts";
import { Logo } from "./ui/logo.tsx";
import { words } from "./words/current.ts";
import { language } from "./words/language.ts";

export function App() {
  // Everything below is drawn anew with the language, and stays where it is: nobody leaves a channel for it.
  useStore(language);
  useMutes();
  useUnheard();
  usePresence();
  useLoudness();
  useQuietUpdate();
  useBadge();
  return (
    <AnnouncerProvider>
      <Screen />
      <Unplugged />
    </AnnouncerProvider>
  );
}

const InsecureScreen = firstUse(async () => (await import("./entry/insecure-screen.tsx")).InsecureScreen, <Opening />);
const SettingsScreen = firstUse(
  async () => (await import("./settings/settings-screen.tsx")).SettingsScreen,
  <Opening />,
);
const AdminScreen = firstUse(async () => (await import("./admin/admin-screen.tsx")).AdminScreen, <Opening />);
const FirstRun = firstUse(async () => (await import("./entry/first-run.tsx")).FirstRun, <Opening />);

function Screen() {
  const { entry, media } = useSessionState();
  const introduced = useStore(introduction);
  const [key, setKey] = useState(takeKey);
  const [isInsecureAccepted, acceptInsecure] = useReducer(() => true, false);
  const route = useRoute();
  // Before anything else: without a secure page nothing that comes later can talk.
  if (media.microphone === "insecure" && !isInsecureAccepted) return <InsecureScreen onListen={acceptInsecure} />;
  if (entry === "unknown") return <Opening />;
  if (entry === "needed" || key !== null || route.screen === "invitation") {
    return <EntryScreen entryKey={key} onEntered={() => setKey(null)} />;
  }
  if (introduced === "unseen" && media.microphone !== "insecure") return <FirstRun />;
  if (route.screen === "settings") return <SettingsScreen />;
  if (route.screen === "admin") return <AdminScreen />;
  return route.screen === "channel" ? <ChannelScreen id={route.id} /> : <LobbyScreen />;
}

/** Before the server has said who one is. */
function Opening() {
  const { link } = useSessionState();
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-3">
      <Logo />
      <p className="text-ink-2">{link.attempts > 0 ? words.entry.waiting : words.link.connecting}</p>
    </main>
  );
}
