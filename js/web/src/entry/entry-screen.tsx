import { type Entry, Refused } from "@pressel/client";
import { useSession, useStore } from "@pressel/react";
import { Ear, Mic } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type Route, useRoute } from "../route.ts";
import { MiniRing } from "../talk/mini-ring.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Logo } from "../ui/logo.tsx";
import { textFor, words } from "../words/current.ts";
import { introduction } from "./introduction.ts";
import { rememberedName, rememberName } from "./remembered-name.ts";
import { Steps } from "./steps.tsx";

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
  const isFirst = useStore(introduction) === "unseen";
  const route = useRoute();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-6 p-5">
      {isFirst && <Steps at={1} />}
      <header className="mt-auto grid justify-items-center gap-4 text-center">
        <Logo />
        <h1 className="text-2xl leading-tight font-heavy tracking-tight text-balance">
          {as === "first-admin" ? words.entry.claimTitle : words.entry.title}
        </h1>
        <Invitation route={route} />
      </header>
      <EntryForm key={as} as={as} claim={claim ?? ""} onEntered={onEntered} />
      <Button look="ghost" className="mb-auto" onClick={() => setAs(as === "guest" ? "user" : "guest")}>
        {as === "guest" ? words.entry.withPassword : words.entry.asGuest}
      </Button>
    </main>
  );
}

/** The channel that the link leads to. Its name is not known before one is in: its id stands for it. */
function Invitation({ route }: { readonly route: Route }) {
  if (route.screen !== "channel") return null;
  const name = route.id.replaceAll("-", " ").replace(/^./, (letter) => letter.toUpperCase());
  return (
    <p className="flex items-center gap-3 text-start">
      <MiniRing state="quiet" name={name} />
      <span className="leading-tight">
        <span className="block text-s text-ink-2">{words.firstRun.invited}</span>
        <bdi className="text-l font-heavy">{name}</bdi>
      </span>
    </p>
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
  const listen = () => {
    introduction.choose("listening");
    void enter({ as: "guest", name: name.trim() || words.guest });
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
      <div className="grid gap-2">
        <Button type="submit" look="solid" className="min-h-14 rounded-row" disabled={isEntering}>
          {isEntering ? words.entry.entering : words.entry.enter}
        </Button>
        {as === "guest" && (
          <Button look="ghost" onClick={listen}>
            <Ear className="size-5" aria-hidden />
            {words.firstRun.justListen}
          </Button>
        )}
      </div>
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
      const isAnswer = error instanceof Refused;
      setTrouble(isAnswer ? textFor<string>(words.entry.refused[entry.as], error.code) : words.entry.unreachable);
      setEntering(false);
    }
  };
  return { trouble, setTrouble, isEntering, enter };
}

function entryOf(as: Entry["as"], name: string, password: string, claim: string): Entry {
  if (as === "guest") return { as, name };
  return as === "user" ? { as, name, password } : { as, name, password, claim };
}
