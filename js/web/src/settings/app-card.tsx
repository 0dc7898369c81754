import { useStore } from "@pressel/react";
import { Download, Smartphone } from "lucide-react";
import { CERTIFICATE_PATH } from "../entry/certificate.ts";
import { appLife, takeUpdate } from "../offline/app-life.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Note } from "../ui/note.tsx";
import { later } from "../words/later.ts";

/** Whether the app lives on this device, a newer version of it, and the way to install it. */
export function AppCard() {
  const { shell, isUpdateReady, install } = useStore(appLife);
  if (shell === "unknown") return null;
  return (
    <Card icon={Smartphone} title={later.life.title}>
      {shell === "untrusted" ? (
        <Note advice={later.life.untrusted}>
          <LinkButton href={CERTIFICATE_PATH} download>
            <Download className="size-5" aria-hidden />
            {later.insecure.download}
          </LinkButton>
        </Note>
      ) : (
        <p className="text-s text-ink-2">{shell === "kept" ? later.life.kept : later.life.notKept}</p>
      )}
      {isUpdateReady && (
        <Note advice={later.life.update}>
          <Button look="solid" onClick={takeUpdate}>
            {later.life.useNow}
          </Button>
        </Note>
      )}
      {install && <Button onClick={() => void install()}>{later.life.install}</Button>}
    </Card>
  );
}
