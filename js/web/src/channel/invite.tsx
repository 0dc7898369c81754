import { Refused } from "@pressel/client";
import { useSession } from "@pressel/react";
import { type FormEvent, useState } from "react";
import { dayAndTime } from "../time.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Segments } from "../ui/segments.tsx";
import { Select } from "../ui/select.tsx";
import { textFor } from "../words/current.ts";
import { later } from "../words/later.ts";
import { QrCode } from "./qr-code.tsx";

/** As `POST /v1/invitations` answers. */
interface Made {
  readonly code: string;
  readonly link: string;
  readonly uses_max: number;
  readonly expires_at_ms: number;
}

const HOUR_S = 3_600;
const SPANS_S = [HOUR_S, 24 * HOUR_S, 7 * 24 * HOUR_S, 30 * 24 * HOUR_S] as const;
const USES = [1, 5, 20, 100, 1_000] as const;
const CODE_HALF = 3;

/** Makes a code and a link by which guests come into one channel. */
export function Invite({ channel }: { readonly channel: string }) {
  const session = useSession();
  const [talk, setTalk] = useState<"talk" | "listen">("talk");
  const [spanS, setSpanS] = useState<string>(String(SPANS_S[1]));
  const [uses, setUses] = useState<string>(String(USES[1]));
  const [made, setMade] = useState<Made | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    const wish = { channel, talk: talk === "talk", uses: Number(uses), ttl_s: Number(spanS) };
    try {
      setMade((await session.ask("POST", "/v1/invitations", wish)) as Made);
      setTrouble(null);
    } catch (error) {
      setTrouble(textFor<string>(later.invite.refused, error instanceof Refused ? error.code : null));
    }
  };
  if (made !== null) return <MadeInvitation invitation={made} />;
  return (
    <form className="grid gap-5 rounded-row border border-line p-4" onSubmit={(event) => void make(event)}>
      <Segments
        label={later.invite.may}
        value={talk}
        options={[
          { value: "talk", name: later.invite.talk },
          { value: "listen", name: later.invite.listen },
        ]}
        onValue={setTalk}
      />
      <Select
        label={later.invite.uses}
        value={uses}
        options={USES.map((number) => ({ value: String(number), name: later.invite.people(number) }))}
        onValue={setUses}
      />
      <Select
        label={later.invite.span}
        value={spanS}
        options={SPANS_S.map((span) => ({ value: String(span), name: later.invite.hours(span / HOUR_S) }))}
        onValue={setSpanS}
      />
      {trouble !== null && <p className="text-s font-strong text-warn-text">{trouble}</p>}
      <Button type="submit" look="solid" className="min-h-14 rounded-row">
        {later.invite.make}
      </Button>
    </form>
  );
}

/** `K7M4QX` as it is read out: `K7M-4QX`. */
export function spelled(code: string): string {
  return `${code.slice(0, CODE_HALF)}-${code.slice(CODE_HALF)}`;
}

/** A code to read out, a link to send, and the link as a picture for who stands beside one. */
export function MadeInvitation({ invitation: { code, link, uses_max, expires_at_ms } }: { readonly invitation: Made }) {
  return (
    <div className="grid gap-3 rounded-row border-[1.5px] border-ink p-4 text-center">
      <p className="text-s text-ink-2">{later.invite.code}</p>
      <p className="font-mono text-3xl font-heavy tracking-wide" data-testid="invitation-code">
        {spelled(code)}
      </p>
      <p className="text-s text-ink-2">{later.invite.good(uses_max, dayAndTime(expires_at_ms))}</p>
      <QrCode text={link} label={later.invite.picture(spelled(code))} />
      <p className="text-s text-ink-2">{later.invite.scan}</p>
      <p className="font-mono text-xs break-all">{link}</p>
      <CopyButton text={link} look="solid">
        {later.invite.copy}
      </CopyButton>
    </div>
  );
}
