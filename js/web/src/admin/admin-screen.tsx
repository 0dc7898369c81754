import { useSessionState } from "@pressel/react";
import { lobbyPath } from "../route.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { LinkStatus } from "../ui/link-status.tsx";
import { ScreenBar } from "../ui/screen-bar.tsx";
import { SkipLink } from "../ui/skip-link.tsx";
import { words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { ChannelPanel } from "./channel-panel.tsx";
import { InvitationPanel } from "./invitation-panel.tsx";
import { RestraintPanel } from "./restraint-panel.tsx";
import { ServerPanel } from "./server-panel.tsx";
import { UserPanel } from "./user-panel.tsx";

/** The server, its channels, its people and its invitations. */
export function AdminScreen() {
  const session = useSessionState();
  if (session.you !== null && !session.you.admin) return <NotForYou />;
  return (
    <div className="min-h-dvh">
      <SkipLink target="main">{later.admin.skip}</SkipLink>
      <ScreenBar title={words.admin.title}>
        <LinkStatus session={session} />
      </ScreenBar>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid max-w-[1132px] grid-cols-[minmax(0,1fr)] content-start gap-4 p-4 outline-none desk:gap-5 desk:p-6"
      >
        <ServerPanel />
        <ChannelPanel />
        <UserPanel />
        <InvitationPanel />
        <RestraintPanel />
      </main>
    </div>
  );
}

function NotForYou() {
  return (
    <>
      <ScreenBar title={words.admin.title} />
      <main className="grid justify-items-center gap-3 p-6 text-center">
        <h2 className="text-xl font-heavy">{later.admin.notForYou.word}</h2>
        <p className="text-ink-2">{later.admin.notForYou.next}</p>
        <LinkButton href={lobbyPath}>{words.channel.back}</LinkButton>
      </main>
    </>
  );
}
