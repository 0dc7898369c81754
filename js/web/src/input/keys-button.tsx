import { Keyboard } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { firstUse } from "../first-use.tsx";
import { Button } from "../ui/button.tsx";
import { words } from "../words/current.ts";
import { bindings } from "./bindings.ts";
import { isForUs } from "./keyboard.ts";

const BindingDialog = firstUse(async () => (await import("./binding-dialog.tsx")).BindingDialog);

const SHEET_KEY = "?";

/** Opens the one place where all keys stand, and keys, pedals and headset buttons are taught; `?` does too. */
export function KeysButton({ className = "" }: { readonly className?: string }) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const asked = (event: KeyboardEvent) => {
      const isWanted = event.key === SHEET_KEY && bindings.getSnapshot().letters && isForUs(event);
      // Where the button is not in sight, as on a phone, the dialog beside it would not be either.
      if (isWanted && button.current?.checkVisibility()) setOpen(true);
    };
    addEventListener("keydown", asked);
    return () => removeEventListener("keydown", asked);
  }, []);
  return (
    <>
      <Button
        ref={button}
        look="ghost"
        className={className}
        aria-keyshortcuts={SHEET_KEY}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Keyboard className="size-5" aria-hidden />
        {words.hands.keys}
      </Button>
      {isOpen && <BindingDialog onClosed={() => setOpen(false)} />}
    </>
  );
}
