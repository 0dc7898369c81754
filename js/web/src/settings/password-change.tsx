import { useSession } from "@pressel/react";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { codeOf } from "../use-fetched.ts";
import { textFor, words } from "../words/current.ts";
import { later } from "../words/later.ts";

const PASSWORD_LENGTH_MIN = 8;

/** A new password for the old one. */
export function PasswordChange() {
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  const [old, setOld] = useState("");
  const [chosen, setChosen] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isDone, setDone] = useState(false);
  const change = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await session.changePassword(old, chosen);
      setOpen(false);
      setDone(true);
    } catch (error) {
      setTrouble(textFor<string>(later.password.refused, codeOf(error)));
    }
  };
  if (!isOpen) {
    return (
      <>
        {isDone && <p className="text-s">{later.password.done}</p>}
        <Button onClick={() => setOpen(true)}>{later.password.change}</Button>
      </>
    );
  }
  return (
    <form className="grid gap-4 rounded-row border border-line p-4" onSubmit={(event) => void change(event)}>
      <Field
        label={later.password.old}
        trouble={trouble}
        type="password"
        required
        autoComplete="current-password"
        value={old}
        onValue={(value) => {
          setOld(value);
          setTrouble(null);
        }}
      />
      <Field
        label={words.entry.newPassword}
        hint={words.entry.newPasswordHint}
        type="password"
        required
        minLength={PASSWORD_LENGTH_MIN}
        autoComplete="new-password"
        value={chosen}
        onValue={setChosen}
      />
      <p className="text-s text-ink-2">{later.password.others}</p>
      <Button type="submit" look="solid">
        {later.password.change}
      </Button>
    </form>
  );
}
