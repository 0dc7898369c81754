import type { SessionState } from "@pressel/client";
import { Plus, QrCode } from "lucide-react";
import { type FormEvent, useState } from "react";
import { firstUse } from "../first-use.tsx";
import { channelPath, go, invitationPath } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { words } from "../words/current.ts";
import { destinationOf } from "./destination.ts";

const NewChannel = firstUse(async () => (await import("./new-channel.tsx")).NewChannel);
const INPUT_LENGTH_MAX = 300;

/** Into a channel by its name, a code or a link; for who may, the way to make one. */
export function JoinCard({ session: { channels, you } }: { readonly session: SessionState }) {
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isMaking, setMaking] = useState(false);

  const join = (event: FormEvent) => {
    event.preventDefault();
    const destination = destinationOf(text, channels ?? []);
    if (destination.to === "channel") go(channelPath(destination.id));
    else if (destination.to === "invitation") go(invitationPath(destination.code));
    else setTrouble(text.trim() === "" ? words.join.empty : words.join.unknown);
  };

  return (
    <section className="grid gap-4 rounded-card border border-line bg-surface p-4" aria-labelledby="join">
      <h2 id="join" className="text-l leading-tight font-heavy">
        {words.join.title}
      </h2>
      <form className="grid grid-cols-[1fr_auto] items-start gap-2" onSubmit={join}>
        <Field
          label={words.join.label}
          hint={words.join.hint}
          trouble={trouble}
          value={text}
          maxLength={INPUT_LENGTH_MAX}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          onValue={(value) => {
            setText(value);
            setTrouble(null);
          }}
        />
        <Button type="submit" look="solid" className="mt-[1.6875rem] min-h-12">
          {words.join.join}
        </Button>
      </form>
      <p className="flex gap-3 text-s text-ink-2">
        <QrCode className="mt-px size-5 flex-none" aria-hidden />
        {words.join.scan}
      </p>
      {you?.admin && (
        <>
          <Button onClick={() => setMaking(true)}>
            <Plus className="size-5" aria-hidden />
            {words.join.make}
          </Button>
          {isMaking && <NewChannel onClose={() => setMaking(false)} onMade={(id) => go(channelPath(id))} />}
        </>
      )}
    </section>
  );
}
