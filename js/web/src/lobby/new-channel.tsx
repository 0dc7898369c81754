import { Refused } from "@pressel/client";
import { useSession } from "@pressel/react";
import { type FormEvent, useState } from "react";
import { type ChannelDraft, ChannelFields, NEW_CHANNEL } from "../admin/channel-fields.tsx";
import { Button } from "../ui/button.tsx";
import { Sheet, useOpenSheet } from "../ui/sheet.tsx";
import { textFor, words } from "../words/current.ts";
import { later } from "../words/later.ts";

interface NewChannelProps {
  readonly onClose: () => void;
  /** It is there; called before it closes. */
  readonly onMade?: (id: string) => void;
}

/** Makes a channel. */
export function NewChannel({ onClose, onMade }: NewChannelProps) {
  const session = useSession();
  const sheet = useOpenSheet();
  const [draft, setDraft] = useState<ChannelDraft>(NEW_CHANNEL);
  const [trouble, setTrouble] = useState<string | null>(null);

  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (draft.name.trim() === "") {
      setTrouble(later.channelForm.nameMissing);
      return;
    }
    try {
      const { id } = (await session.ask("POST", "/v1/channels", draft)) as { readonly id: string };
      onMade?.(id);
      sheet.current?.close();
    } catch (error) {
      setTrouble(textFor<string>(later.channelForm.refused, error instanceof Refused ? error.code : null));
    }
  };

  return (
    <Sheet sheet={sheet} title={words.join.make} onClose={onClose}>
      <form className="grid gap-5" onSubmit={(event) => void make(event)}>
        <ChannelFields
          draft={draft}
          trouble={trouble}
          onDraft={(next) => {
            setDraft(next);
            setTrouble(null);
          }}
        />
        <Button type="submit" look="solid" className="min-h-14 rounded-row">
          {later.channelForm.create}
        </Button>
      </form>
    </Sheet>
  );
}
