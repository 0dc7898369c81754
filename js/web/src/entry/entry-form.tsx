import { type Entry, Refused } from "@pressel/client";
import { useSession } from "@pressel/react";
import { Ear, Mic } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textFor, words } from "../words/current.ts";
import { introduction } from "./introduction.ts";
import { rememberedName, rememberName } from "./remembered-name.ts";

/** By which one comes in. */
export type Door = Entry["as"];

const NAME_LENGTH_MAX = 40;
const CODE_LENGTH_MAX = 16;
const PASSWORD_LENGTH_MIN = 8;
/** Where one chooses a password, and does not give the one that is known. */
const NEW_PASSWORD: readonly Door[] = ["first-admin", "password-link"];
/** What is refused for the sake of the code alone, or for want of one. */
const CODE_REFUSALS: readonly string[] = ["no-such-invitation", "invitation-expired", "invitation-used-up"];

interface EntryFormProps {
  readonly door: Door;
  /** Of a claim or password link. */
  readonly secret: string;
  /** Of an invitation link. */
  readonly code: string | null;
  /** With the channel that the invitation was for. */
  readonly onEntered: (channel: string | null) => void;
}

/** What one says of oneself to come in, and what one is told before. */
export function EntryForm({ door, secret, code: given, onEntered }: EntryFormProps) {
  const [name, setName] = useState(rememberedName);
  const [password, setPassword] = useState("");
  const [typed, setTyped] = useState(given ?? "");
  const { refusal, forget, isEntering, enter } = useEntry(onEntered);
  const hasName = door !== "password-link";
  const needsCode = door === "guest" && (given !== null || refusal?.code === "forbidden" || typed !== "");
  const isNamed = name.trim() !== "";
  const [isAsked, setAsked] = useState(false);

  const entry = (chosen: string) => entryBy(door, { name: chosen, password, code: typed.trim(), secret });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!hasName || isNamed) void enter(entry(name.trim()));
  };
  const listen = () => {
    introduction.choose("listening");
    void enter(entry(name.trim() || words.guest));
  };
  const isCodeTrouble = refusal !== null && CODE_REFUSALS.includes(refusal.code);
  const nameTrouble = isAsked && !isNamed ? words.entry.empty : isCodeTrouble ? null : (refusal?.text ?? null);

  return (
    <form className="grid gap-5 rounded-card border border-line bg-surface p-5" onSubmit={submit}>
      {hasName && (
        <Field
          label={words.entry.label}
          hint={door === "first-admin" ? words.entry.claimHint : words.entry.hint}
          trouble={nameTrouble}
          value={name}
          maxLength={NAME_LENGTH_MAX}
          autoComplete={door === "guest" ? "nickname" : "username"}
          enterKeyHint="go"
          onValue={(value) => {
            setName(value);
            forget();
          }}
        />
      )}
      {needsCode && (
        <CodeField
          value={typed}
          trouble={isCodeTrouble ? refusal.text : null}
          onValue={(value) => {
            setTyped(value);
            if (isCodeTrouble) forget();
          }}
        />
      )}
      {door !== "guest" && (
        <PasswordField
          door={door}
          value={password}
          trouble={hasName ? null : (refusal?.text ?? null)}
          onValue={setPassword}
        />
      )}
      <Consent />
      <Ways isEntering={isEntering} onListen={door === "guest" ? listen : null} />
    </form>
  );
}

/** In, or in to listen only. */
function Ways({ isEntering, onListen }: { readonly isEntering: boolean; readonly onListen: (() => void) | null }) {
  return (
    <div className="grid gap-2">
      <Button type="submit" look="solid" className="min-h-14 rounded-row" disabled={isEntering}>
        {isEntering ? words.entry.entering : words.entry.enter}
      </Button>
      {onListen !== null && (
        <Button look="ghost" onClick={onListen}>
          <Ear className="size-5" aria-hidden />
          {words.firstRun.justListen}
        </Button>
      )}
    </div>
  );
}

interface Said {
  readonly name: string;
  readonly password: string;
  readonly code: string;
  readonly secret: string;
}

/** What is asked of the server at each door. */
function entryBy(door: Door, { name, password, code, secret }: Said): Entry {
  if (door === "guest") return { as: door, name, ...(code === "" ? {} : { code }) };
  if (door === "user") return { as: door, name, password };
  return door === "first-admin" ? { as: door, name, password, claim: secret } : { as: door, password, secret };
}

interface CodeFieldProps {
  readonly value: string;
  readonly trouble: string | null;
  readonly onValue: (value: string) => void;
}

function CodeField(props: CodeFieldProps) {
  return (
    <Field
      {...props}
      label={words.entry.code}
      hint={words.entry.codeHint}
      maxLength={CODE_LENGTH_MAX}
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      className="font-mono"
    />
  );
}

interface PasswordFieldProps {
  readonly door: Door;
  readonly value: string;
  readonly trouble: string | null;
  readonly onValue: (value: string) => void;
}

function PasswordField({ door, value, trouble, onValue }: PasswordFieldProps) {
  const isNew = NEW_PASSWORD.includes(door);
  return (
    <Field
      label={isNew ? words.entry.newPassword : words.entry.password}
      {...(isNew ? { hint: words.entry.newPasswordHint, minLength: PASSWORD_LENGTH_MIN } : {})}
      trouble={trouble}
      type="password"
      required
      autoComplete={isNew ? "new-password" : "current-password"}
      value={value}
      onValue={onValue}
    />
  );
}

function Consent() {
  return (
    <p className="flex gap-3 rounded-control bg-sunken px-4 py-3 text-s">
      <Mic className="mt-px size-5 flex-none" aria-hidden />
      <span>
        <b className="font-heavy">{words.entry.consentLead}</b> {words.entry.consent}
      </span>
    </p>
  );
}

interface Refusal {
  readonly code: string;
  readonly text: string;
}

function useEntry(onEntered: (channel: string | null) => void) {
  const session = useSession();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isEntering, setEntering] = useState(false);
  const enter = async (entry: Entry) => {
    setEntering(true);
    try {
      const channel = await session.enter(entry);
      if ("name" in entry) rememberName(entry.name);
      onEntered(channel);
    } catch (error) {
      const code = error instanceof Refused ? error.code : "unreachable";
      const text =
        error instanceof Refused ? textFor<string>(words.entry.refused[entry.as], code) : words.entry.unreachable;
      setRefusal({ code, text });
      setEntering(false);
    }
  };
  return { refusal, forget: () => setRefusal(null), isEntering, enter };
}
