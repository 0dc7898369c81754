import { Refused } from "@pressel/client";
import { useSession } from "@pressel/react";
import { Mic } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { words } from "../words.ts";
import { rememberedName, rememberName } from "./remembered-name.ts";

const NAME_LENGTH_MAX = 40;

/** Guest entry: a name, what it means to talk here, and in. */
export function NameScreen() {
  const session = useSession();
  const [name, setName] = useState(rememberedName);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isEntering, setEntering] = useState(false);
  const field = useId();

  const enter = async (event: FormEvent) => {
    event.preventDefault();
    const chosen = name.trim();
    if (chosen === "") {
      setTrouble(words.entry.empty);
      return;
    }
    setEntering(true);
    try {
      await session.enter(chosen);
      rememberName(chosen);
    } catch (error) {
      setTrouble(error instanceof Refused ? error.message : words.entry.unreachable);
      setEntering(false);
    }
  };

  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-6 p-4">
      <header className="grid justify-items-center gap-4 text-center">
        <Logo />
        <h1 className="text-2xl leading-tight font-heavy tracking-tight">{words.entry.title}</h1>
      </header>
      <form
        className="grid gap-5 rounded-card border border-line bg-surface p-5"
        onSubmit={(event) => void enter(event)}
      >
        <div className="grid gap-1.5">
          <label htmlFor={field} className="text-s font-strong">
            {words.entry.label}
          </label>
          <input
            id={field}
            className="min-h-12 w-full rounded-control border-[1.5px] border-edge bg-raised px-3 py-2"
            value={name}
            maxLength={NAME_LENGTH_MAX}
            autoComplete="nickname"
            enterKeyHint="go"
            aria-describedby={`${field}-hint`}
            aria-invalid={trouble !== null}
            onChange={(event) => {
              setName(event.target.value);
              setTrouble(null);
            }}
          />
          <p
            id={`${field}-hint`}
            className={trouble ? "text-s font-strong text-warn-text" : "text-s text-ink-2"}
            role={trouble ? "alert" : undefined}
          >
            {trouble ?? words.entry.hint}
          </p>
        </div>
        <p className="flex gap-3 rounded-control bg-sunken px-4 py-3 text-s">
          <Mic className="mt-px size-5 flex-none" aria-hidden />
          <span>
            <b className="font-heavy">{words.entry.consentLead}</b> {words.entry.consent}
          </span>
        </p>
        <Button type="submit" look="solid" className="min-h-14 rounded-row" disabled={isEntering}>
          {isEntering ? words.entry.entering : words.entry.enter}
        </Button>
      </form>
    </main>
  );
}
