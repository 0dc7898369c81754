import { useSession, useSessionState } from "@pressel/react";
import { Ellipsis, UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { ConfirmSheet } from "../ui/confirm-sheet.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { Sheet, useOpenSheet } from "../ui/sheet.tsx";
import { codeOf, useFetched } from "../use-fetched.ts";
import { textFor, words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { Panel } from "./panel.tsx";
import { type PasswordLink, PasswordLinkNote } from "./password-link-note.tsx";

const ROLES = ["member", "moderator", "dispatcher", "admin"] as const;
type Role = (typeof ROLES)[number];
const NAME_LENGTH_MAX = 80;

/** As `GET /v1/users` answers. */
interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly has_password: boolean;
}

interface Users {
  readonly users: readonly User[];
}

type Doing = { readonly what: "change" | "remove"; readonly user: User } | { readonly what: "make" };

/** Who signs in with a password, and what each may do. */
export function UserPanel() {
  const fetched = useFetched<Users>("/v1/users");
  const [doing, setDoing] = useState<Doing | null>(null);
  const done = () => {
    setDoing(null);
    fetched.reload();
  };
  return (
    <Panel
      title={later.admin.people}
      count={fetched.data?.users.length ?? null}
      fetched={fetched}
      action={
        <Button look="solid" onClick={() => setDoing({ what: "make" })}>
          <UserPlus className="size-5" aria-hidden />
          {later.admin.newUser}
        </Button>
      }
    >
      {({ users }) => (
        <>
          <ul className="grid gap-1">
            {users.map((user) => (
              <UserRow key={user.id} user={user} onDo={setDoing} />
            ))}
          </ul>
          {doing?.what === "make" && <MakeUser onClose={done} />}
          {doing?.what === "change" && <ChangeUser user={doing.user} onClose={done} onDo={setDoing} />}
          {doing?.what === "remove" && <RemoveUser user={doing.user} onClose={done} />}
        </>
      )}
    </Panel>
  );
}

interface UserRowProps {
  readonly user: User;
  readonly onDo: (doing: Doing) => void;
}

function UserRow({ user, onDo }: UserRowProps) {
  const { you } = useSessionState();
  const isMe = you?.user === user.id;
  return (
    <li className="flex min-h-[52px] items-center gap-3">
      <Avatar name={user.name} me={isMe} />
      <span className="min-w-0 flex-1 leading-tight">
        <span className="block truncate font-strong">
          <bdi>{isMe ? words.channel.isYou(user.name) : user.name}</bdi>
        </span>
        {!user.has_password && <span className="block text-xs text-ink-2">{later.admin.noPassword}</span>}
      </span>
      <Chip>{words.roles[user.role]}</Chip>
      <Button
        look="ghost"
        square
        aria-label={later.admin.change(user.name)}
        aria-haspopup="dialog"
        onClick={() => onDo({ what: "change", user })}
      >
        <Ellipsis className="size-5" aria-hidden />
      </Button>
    </li>
  );
}

function RoleSelect({ value, onValue }: { readonly value: Role; readonly onValue: (role: Role) => void }) {
  return (
    <Select
      label={later.admin.role}
      hint={later.admin.roleHints[value]}
      value={value}
      options={ROLES.map((role) => ({ value: role, name: words.roles[role] }))}
      onValue={onValue}
    />
  );
}

function MakeUser({ onClose }: { readonly onClose: () => void }) {
  const session = useSession();
  const sheet = useOpenSheet();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [link, setLink] = useState<PasswordLink | null>(null);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") {
      setTrouble(words.entry.empty);
      return;
    }
    try {
      const made = await session.ask("POST", "/v1/users", { name: name.trim(), role });
      setLink((made as { readonly password_link: PasswordLink }).password_link);
    } catch (error) {
      setTrouble(textFor<string>(later.admin.userRefused, codeOf(error)));
    }
  };
  return (
    <Sheet sheet={sheet} title={later.admin.newUser} onClose={onClose}>
      {link === null ? (
        <form className="grid gap-5" onSubmit={(event) => void make(event)}>
          <NameField name={name} trouble={trouble} onName={setName} />
          <RoleSelect value={role} onValue={setRole} />
          <Button type="submit" look="solid" className="min-h-14 rounded-row">
            {later.admin.makeUser}
          </Button>
        </form>
      ) : (
        <PasswordLinkNote name={name.trim()} link={link} />
      )}
    </Sheet>
  );
}

interface NameFieldProps {
  readonly name: string;
  readonly trouble: string | null;
  readonly onName: (name: string) => void;
}

function NameField({ name, trouble, onName }: NameFieldProps) {
  return (
    <Field
      label={later.channelForm.name}
      trouble={trouble}
      value={name}
      maxLength={NAME_LENGTH_MAX}
      autoComplete="off"
      onValue={onName}
    />
  );
}

function ChangeUser({ user, onClose, onDo }: UserRowProps & { readonly onClose: () => void }) {
  const session = useSession();
  const sheet = useOpenSheet();
  const [name, setName] = useState(user.name);
  const [role, setRole] = useState<Role>(user.role);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [link, setLink] = useState<PasswordLink | null>(null);
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      setTrouble(textFor<string>(later.admin.userRefused, codeOf(error)));
    }
  };
  const save = async () => {
    await session.ask("PATCH", `/v1/users/${user.id}`, { name: name.trim(), role });
    sheet.current?.close();
  };
  const renew = async () => {
    setLink((await session.ask("POST", `/v1/users/${user.id}/password-link`)) as PasswordLink);
  };
  return (
    <Sheet sheet={sheet} title={user.name} onClose={onClose}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(save);
        }}
      >
        <NameField name={name} trouble={trouble} onName={setName} />
        <RoleSelect value={role} onValue={setRole} />
        <Button type="submit" look="solid" className="min-h-14 rounded-row">
          {later.channelForm.save}
        </Button>
        {link === null ? (
          <span className="grid grid-cols-2 gap-2">
            <Button onClick={() => void attempt(renew)}>{later.admin.newPasswordLink}</Button>
            <Button onClick={() => onDo({ what: "remove", user })}>{later.admin.remove}</Button>
          </span>
        ) : (
          <PasswordLinkNote name={user.name} link={link} />
        )}
      </form>
    </Sheet>
  );
}

function RemoveUser({ user: { id, name }, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const session = useSession();
  return (
    <ConfirmSheet
      title={later.admin.removeUser(name)}
      explain={later.admin.removeUserExplain}
      verb={later.admin.remove}
      act={async () => void (await session.ask("DELETE", `/v1/users/${id}`))}
      onClose={onClose}
    />
  );
}
