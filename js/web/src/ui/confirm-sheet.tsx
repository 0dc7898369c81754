import { useEffect, useRef, useState } from "react";
import { codeOf } from "../use-fetched.ts";
import { textFor, words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { Button } from "./button.tsx";
import { Sheet, useOpenSheet } from "./sheet.tsx";

interface ConfirmSheetProps {
  /** Names what it is about. */
  readonly title: string;
  readonly explain: string;
  readonly verb: string;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before what cannot be taken back; the safe choice comes first and has the focus. */
export function ConfirmSheet({ title, explain, verb, act, onClose }: ConfirmSheetProps) {
  const sheet = useOpenSheet();
  const [trouble, setTrouble] = useState<string | null>(null);
  const safe = useRef<HTMLButtonElement>(null);
  // A dialog gives the focus to its first button, which closes it; the answer that changes nothing says what it is.
  useEffect(() => safe.current?.focus(), []);
  const carryOut = async () => {
    try {
      await act();
      sheet.current?.close();
    } catch (error) {
      setTrouble(textFor<string>(later.admin.refused, codeOf(error)));
    }
  };
  return (
    <Sheet sheet={sheet} title={title} onClose={onClose}>
      <p className="mb-5 text-ink-2">{explain}</p>
      {trouble !== null && <p className="mb-3 text-s font-strong text-warn-text">{trouble}</p>}
      <div className="grid gap-2">
        <Button ref={safe} onClick={() => sheet.current?.close()}>
          {words.cancel}
        </Button>
        <Button look="solid" className="min-h-14 rounded-row" onClick={() => void carryOut()}>
          {verb}
        </Button>
      </div>
    </Sheet>
  );
}
