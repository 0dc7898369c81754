import { useSession, useSessionState } from "@pressel/react";
import { Ellipsis, Plus } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { NewChannel } from "../lobby/new-channel.tsx";
import { channelPath } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { ConfirmSheet } from "../ui/confirm-sheet.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Sheet, useOpenSheet } from "../ui/sheet.tsx";
import { codeOf, type Fetched, useFetched } from "../use-fetched.ts";
import { textFor, words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { type ChannelDraft, ChannelFields } from "./channel-fields.tsx";
import { Cell, Name, Panel, Row, Table } from "./panel.tsx";

/** As `GET /v1/channels` answers. */
interface AdminChannel extends ChannelDraft {
  readonly id: string;
  readonly member_count: number;
  readonly talker: string | null;
}

interface Channels {
  readonly channels: readonly AdminChannel[];
}

type Doing = { readonly what: "change" | "remove"; readonly channel: AdminChannel } | { readonly what: "make" };

/** All channels: what goes on in each, and how it is set. */
export function ChannelPanel() {
  const fetched = useFetched<Channels>("/v1/channels");
  const [doing, setDoing] = useState<Doing | null>(null);
  useReloadWithLobby(fetched);
  const done = () => {
    setDoing(null);
    fetched.reload();
  };
  return (
    <Panel
      title={later.admin.channels}
      count={fetched.data?.channels.length ?? null}
      fetched={fetched}
      action={
        <Button look="solid" onClick={() => setDoing({ what: "make" })}>
          <Plus className="size-5" aria-hidden />
          {words.join.make}
        </Button>
      }
    >
      {({ channels }) => (
        <>
          <Table label={later.admin.channels} heads={later.admin.channelHeads}>
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} onDo={setDoing} />
            ))}
          </Table>
          {doing?.what === "make" && <NewChannel onClose={done} />}
          {doing?.what === "change" && <ChangeChannel channel={doing.channel} onClose={done} onDo={setDoing} />}
          {doing?.what === "remove" && <RemoveChannel channel={doing.channel} onClose={done} />}
        </>
      )}
    </Panel>
  );
}

/** Somebody made, changed or removed one: the lobby hears of it first. */
function useReloadWithLobby({ reload }: Fetched<Channels>): void {
  const { channels } = useSessionState();
  const known = channels?.map(({ id, name, talker, member_count }) => `${id} ${name} ${talker?.name} ${member_count}`);
  const key = known?.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says whether anything changed
  useEffect(reload, [key, reload]);
}

interface ChannelRowProps {
  readonly channel: AdminChannel;
  readonly onDo: (doing: Doing) => void;
}

function ChannelRow({ channel, onDo }: ChannelRowProps) {
  const { id, name, mode, talker, member_count, talk_limit_ms, guests } = channel;
  const [, now, kind, listening, limit, admitting] = later.admin.channelHeads;
  return (
    <Row>
      <Name className="font-heavy">
        <a href={channelPath(id)} className="underline underline-offset-2">
          <bdi>{name}</bdi>
        </a>
      </Name>
      <Cell head={now}>{talker ? <Chip look="hear">{words.lobby.isTalking(talker)}</Chip> : words.lobby.quiet}</Cell>
      <Cell head={kind}>{words.modes[mode].name}</Cell>
      <Cell head={listening} className="num">
        {member_count}
      </Cell>
      <Cell head={limit} className="num whitespace-nowrap">
        {later.channelForm.limitOf(talk_limit_ms / 1_000)}
      </Cell>
      <Cell head={admitting}>{guests ? later.admin.yes : later.admin.no}</Cell>
      <Cell>
        <Button
          look="ghost"
          square
          aria-label={later.admin.change(name)}
          aria-haspopup="dialog"
          onClick={() => onDo({ what: "change", channel })}
        >
          <Ellipsis className="size-5" aria-hidden />
        </Button>
      </Cell>
    </Row>
  );
}

function ChangeChannel({ channel, onClose, onDo }: ChannelRowProps & { readonly onClose: () => void }) {
  const session = useSession();
  const sheet = useOpenSheet();
  const { id, name, mode, talk_limit_ms, guests } = channel;
  const [draft, setDraft] = useState<ChannelDraft>({ name, mode, talk_limit_ms, guests });
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await session.ask("PATCH", `/v1/channels/${id}`, draft);
      sheet.current?.close();
    } catch (error) {
      setTrouble(textFor<string>(later.channelForm.refused, codeOf(error)));
    }
  };
  return (
    <Sheet sheet={sheet} title={name} onClose={onClose}>
      <form className="grid gap-5" onSubmit={(event) => void save(event)}>
        <ChannelFields draft={draft} trouble={trouble} onDraft={setDraft} />
        <Button type="submit" look="solid" className="min-h-14 rounded-row">
          {later.channelForm.save}
        </Button>
        <span className="grid grid-cols-2 gap-2">
          <LinkButton href={channelPath(id)}>{later.admin.openChannel}</LinkButton>
          <Button onClick={() => onDo({ what: "remove", channel })}>{later.admin.remove}</Button>
        </span>
      </form>
    </Sheet>
  );
}

function RemoveChannel({
  channel: { id, name },
  onClose,
}: {
  readonly channel: AdminChannel;
  readonly onClose: () => void;
}) {
  const session = useSession();
  return (
    <ConfirmSheet
      title={later.admin.removeChannel(name)}
      explain={later.admin.removeChannelExplain}
      verb={later.admin.remove}
      act={async () => void (await session.ask("DELETE", `/v1/channels/${id}`))}
      onClose={onClose}
    />
  );
}
