import { useSession, useSessionState } from "@pressel/react";
import { QrCode, UserPlus } from "lucide-react";
import { useState } from "react";
import { Invite, MadeInvitation, spelled } from "../channel/invite.tsx";
import { dayAndTime } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmSheet } from "../ui/confirm-sheet.tsx";
import { Select } from "../ui/select.tsx";
import { Sheet, useOpenSheet } from "../ui/sheet.tsx";
import { useFetched } from "../use-fetched.ts";
import { words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { Cell, Name, Panel, Row, Table } from "./panel.tsx";

/** As `GET /v1/invitations` answers. */
interface Invitation {
  readonly id: string;
  readonly channel: string;
  readonly code: string;
  readonly link: string;
  readonly talk: boolean;
  readonly uses: number;
  readonly uses_max: number;
  readonly expires_at_ms: number;
  readonly state: "open" | "expired" | "used-up";
}

interface Invitations {
  readonly invitations: readonly Invitation[];
}

interface Doing {
  readonly what: "show" | "end";
  readonly invitation: Invitation;
}

/** Codes and links by which guests come in. */
export function InvitationPanel() {
  const session = useSession();
  const fetched = useFetched<Invitations>("/v1/invitations");
  const [isMaking, setMaking] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const done = () => {
    setMaking(false);
    setDoing(null);
    fetched.reload();
  };
  return (
    <Panel
      title={later.admin.invitations}
      count={fetched.data?.invitations.length ?? null}
      fetched={fetched}
      action={
        <Button look="solid" onClick={() => setMaking(true)}>
          <UserPlus className="size-5" aria-hidden />
          {words.invite.open}
        </Button>
      }
    >
      {({ invitations }) => (
        <>
          {invitations.length === 0 ? (
            <p className="text-ink-2">{later.admin.noInvitations}</p>
          ) : (
            <Table label={later.admin.invitations} heads={later.admin.invitationHeads}>
              {invitations.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} onDo={setDoing} />
              ))}
            </Table>
          )}
          {isMaking && <MakeInvitation onClose={done} />}
          {doing?.what === "show" && <ShowInvitation invitation={doing.invitation} onClose={done} />}
          {doing?.what === "end" && (
            <ConfirmSheet
              title={later.admin.endInvitation(spelled(doing.invitation.code))}
              explain={later.admin.endInvitationExplain}
              verb={later.admin.end}
              act={async () => void (await session.ask("DELETE", `/v1/invitations/${doing.invitation.id}`))}
              onClose={done}
            />
          )}
        </>
      )}
    </Panel>
  );
}

interface InvitationRowProps {
  readonly invitation: Invitation;
  readonly onDo: (doing: Doing) => void;
}

function InvitationRow({ invitation, onDo }: InvitationRowProps) {
  const { channels } = useSessionState();
  const { code, channel, talk, uses, uses_max, expires_at_ms, state } = invitation;
  const [, where, right, used, until] = later.admin.invitationHeads;
  return (
    <Row isOver={state !== "open"}>
      <Name className="font-mono font-strong">{spelled(code)}</Name>
      <Cell head={where}>
        <bdi>{channels?.find(({ id }) => id === channel)?.name ?? channel}</bdi>
      </Cell>
      <Cell head={right}>{talk ? later.invite.talk : later.invite.listen}</Cell>
      <Cell head={used} className="num whitespace-nowrap">
        {later.admin.uses(uses, uses_max)}
      </Cell>
      <Cell head={until} className="num whitespace-nowrap">
        {later.admin.states[state](dayAndTime(expires_at_ms))}
      </Cell>
      <Cell>
        <span className="inline-flex gap-2">
          {state === "open" && (
            <Button
              aria-label={`${later.admin.show} ${spelled(code)}`}
              aria-haspopup="dialog"
              onClick={() => onDo({ what: "show", invitation })}
            >
              <QrCode className="size-5" aria-hidden />
              {later.admin.show}
            </Button>
          )}
          <Button
            aria-label={later.admin.endInvitation(spelled(code))}
            aria-haspopup="dialog"
            onClick={() => onDo({ what: "end", invitation })}
          >
            {later.admin.end}
          </Button>
        </span>
      </Cell>
    </Row>
  );
}

function ShowInvitation({ invitation, onClose }: { readonly invitation: Invitation; readonly onClose: () => void }) {
  const sheet = useOpenSheet();
  return (
    <Sheet sheet={sheet} title={later.admin.showInvitation(spelled(invitation.code))} onClose={onClose}>
      <MadeInvitation invitation={invitation} />
    </Sheet>
  );
}

function MakeInvitation({ onClose }: { readonly onClose: () => void }) {
  const { channels } = useSessionState();
  const sheet = useOpenSheet();
  const admitting = channels?.filter(({ guests }) => guests) ?? [];
  const [channel, setChannel] = useState(admitting[0]?.id ?? "");
  return (
    <Sheet sheet={sheet} title={words.invite.open} onClose={onClose}>
      {admitting.length === 0 ? (
        <p className="text-ink-2">{later.admin.noGuestChannel}</p>
      ) : (
        <div className="grid gap-5">
          <Select
            label={later.admin.channel}
            value={channel}
            options={admitting.map(({ id, name }) => ({ value: id, name }))}
            onValue={setChannel}
          />
          <Invite key={channel} channel={channel} />
        </div>
      )}
    </Sheet>
  );
}
