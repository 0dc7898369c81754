import { useSessionState, useStore } from "@pressel/react";
import { useState } from "react";
import { channelPath, go, type Key, lobbyPath, type Route, useRoute } from "../route.ts";
import { MiniRing } from "../talk/mini-ring.tsx";
import { Button } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { words } from "../words/current.ts";
import { type Door, EntryForm } from "./entry-form.tsx";
import { introduction } from "./introduction.ts";
import { Steps } from "./steps.tsx";

interface EntryScreenProps {
  /** The secret of a link that lets somebody in. */
  readonly entryKey: Key | null;
  readonly onEntered: () => void;
}

/** The way in: a name, what it means to talk here, a password or a code where one is needed. */
export function EntryScreen({ entryKey, onEntered }: EntryScreenProps) {
  const [door, setDoor] = useState<Door>(entryKey?.as ?? "guest");
  const isFirst = useStore(introduction) === "unseen";
  const route = useRoute();
  const entered = (channel: string | null) => {
    if (channel !== null) go(channelPath(channel), true);
    else if (route.screen === "invitation") go(lobbyPath, true);
    onEntered();
  };
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-6 p-5">
      {isFirst && <Steps at={1} />}
      <header className="mt-auto grid justify-items-center gap-4 text-center">
        <Logo />
        <h1 className="text-2xl leading-tight font-heavy tracking-tight text-balance">{words.entry.titles[door]}</h1>
        <Invitation route={route} />
      </header>
      <EntryForm
        key={door}
        door={door}
        secret={entryKey?.secret ?? ""}
        code={route.screen === "invitation" ? route.code : null}
        onEntered={entered}
      />
      <span className="mb-auto grid gap-2">
        <OtherDoor door={door} onDoor={setDoor} />
        <Stay route={route} />
      </span>
    </main>
  );
}

function OtherDoor({ door, onDoor }: { readonly door: Door; readonly onDoor: (door: Door) => void }) {
  return (
    <Button look="ghost" onClick={() => onDoor(door === "guest" ? "user" : "guest")}>
      {door === "guest" ? words.entry.withPassword : words.entry.asGuest}
    </Button>
  );
}

/** Whoever is in already need not come in again by an invitation. */
function Stay({ route }: { readonly route: Route }) {
  const { you } = useSessionState();
  if (route.screen !== "invitation" || you === null) return null;
  return (
    <Button look="ghost" onClick={() => go(lobbyPath, true)}>
      {words.entry.stay(you.name)}
    </Button>
  );
}

/** What the link leads to. A channel's name is not known before one is in: its id stands for it. */
function Invitation({ route }: { readonly route: Route }) {
  if (route.screen === "invitation") return <p className="text-ink-2">{words.entry.invited}</p>;
  if (route.screen !== "channel") return null;
  const name = route.id.replaceAll("-", " ").replace(/^./, (letter) => letter.toUpperCase());
  return (
    <p className="flex items-center gap-3 text-start">
      <MiniRing state="quiet" name={name} />
      <span className="leading-tight">
        <span className="block text-s text-ink-2">{words.firstRun.invited}</span>
        <bdi className="text-l font-heavy">{name}</bdi>
      </span>
    </p>
  );
}
