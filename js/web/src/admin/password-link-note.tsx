import { dayAndTime } from "../time.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { later } from "../words/later.ts";

/** As the server makes one. */
export interface PasswordLink {
  readonly link: string;
  readonly expires_at_ms: number;
}

/** A link on which somebody chooses a password, to be given to that person alone. */
export function PasswordLinkNote({
  name,
  link: { link, expires_at_ms },
}: {
  readonly name: string;
  readonly link: PasswordLink;
}) {
  return (
    <div className="grid gap-3 rounded-row border-[1.5px] border-ink p-4">
      <p className="text-s">
        <b className="block font-heavy">{later.admin.giveLink(name)}</b>
        <span className="text-ink-2">{later.admin.linkGood(dayAndTime(expires_at_ms))}</span>
      </p>
      <p className="font-mono text-xs break-all" data-testid="password-link">
        {link}
      </p>
      <CopyButton text={link} look="solid">
        {later.invite.copy}
      </CopyButton>
    </div>
  );
}
