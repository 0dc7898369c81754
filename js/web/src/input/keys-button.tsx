import { Keyboard } from "lucide-react";
import { Suspense, useState } from "react";
import { firstUse } from "../first-use.ts";
import { Button } from "../ui/button.tsx";
import { words } from "../words/current.ts";

const BindingDialog = firstUse(async () => (await import("./binding-dialog.tsx")).BindingDialog);

/** Opens the one place where keys, pedals and headset buttons are taught. */
export function KeysButton({ className = "" }: { readonly className?: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="ghost" className={className} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Keyboard className="size-5" aria-hidden />
        {words.hands.keys}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <BindingDialog onClosed={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
