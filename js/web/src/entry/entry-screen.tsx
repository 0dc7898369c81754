import { type Entry, Refused } from "@pressel/client";
import { useSession } from "@pressel/react";
import { Mic } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Logo } from "../ui/logo.tsx";
import { words } from "../words/current.ts";
import { rememberedName, rememberName } from "./remembered-name.ts";

const NAME_LENGTH_MAX = 40;
const PASSWORD_LENGTH_MIN = 8;

interface EntryScreenProps {
  /** The secret of a claim link. */
  readonly claim: string | null;
  readonly onEntered: () => void;
}

/** The way in: a name, what it means to talk here, a password where one is needed. */
export function EntryScreen({ claim, onEntered }: EntryScreenProps) {
  const [as, setAs] = useState<Entry["as"]>(claim === null ? "guest" : "first-admin");
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-6 p-4">
      <header className="grid justify-items-center gap-4 text-center">
        <Logo />
        <h1 className="text-2xl leading-tight font-heavy tracking-tight text-balance">
          {as === "first-admin" ? words.entry.claimTitle : words.entry.title}
        </h1>
      </header>
      <EntryForm key={as} as={as} claim={claim ?? ""} onEntered={onEntered} />
      <Button look="ghost" onClick={() => setAs(as === "guest" ? "user" : "guest")}>
        {as === "guest" ? words.entry.withPassword : words.entry.asGuest}
      </Button>
    </main>
  );
}

interface EntryFormProps {
  readonly as: Entry["as"];
  readonly claim: string;
  readonly onEntered: () => void;
}

function EntryForm({ as, claim, onEntered }: EntryFormProps) {
  const [name, setName] = useState(rememberedName);
  const [password, setPassword] = useState("");
  const { trouble, setTrouble, isEntering, enter } = useEntry(onEntered);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = name.trim();
    if (chosen === "") setTrouble(words.entry.empty);
    else void enter(entryOf(as, chosen, password, claim));
  };

  return (
    <form className="grid gap-5 rounded-card border border-line bg-surface p-5" onSubmit={submit}>
      <Field
        label={words.entry.label}
        hint={as === "first-admin" ? words.entry.claimHint : words.entry.hint}
        trouble={trouble}
        value={name}
        maxLength={NAME_LENGTH_MAX}
        autoComplete={as === "guest" ? "nickname" : "username"}
        enterKeyHint="go"
        onValue={(value) => {
          setName(value);
          setTrouble(null);
        }}
      />
      {as !== "guest" && (
        <Field
          label={words.entry.password}
          type="password"
          required
          minLength={as === "first-admin" ? PASSWORD_LENGTH_MIN : undefined}
          autoComplete={as === "first-admin" ? "new-password" : "current-password"}
          value={password}
          onValue={setPassword}
        />
      )}
      <Consent />
      <Button type="submit" look="solid" className="min-h-14 rounded-row" disabled={isEntering}>
        {isEntering ? words.entry.entering : words.entry.enter}
      </Button>
    </form>
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

function useEntry(onEntered: () => void) {
  const session = useSession();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isEntering, setEntering] = useState(false);
  const enter = async (entry: Entry) => {
    setEntering(true);
    try {
      await session.enter(entry);
      rememberName(entry.name);
      onEntered();
    } catch (error) {
      setTrouble(error instanceof Refused ? error.message : words.entry.unreachable);
      setEntering(false);
    }
  };
  return { trouble, setTrouble, isEntering, enter };
}

function entryOf(as: Entry["as"], name: string, password: string, claim: string): Entry {
  if (as === "guest") return { as, name };
  return as === "user" ? { as, name, password } : { as, name, password, claim };
}
