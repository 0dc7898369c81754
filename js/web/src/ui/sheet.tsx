import { X } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import { words } from "../words/current.ts";
import { Button } from "./button.tsx";

interface SheetProps {
  readonly sheet: RefObject<HTMLDialogElement | null>;
  readonly title: string;
  readonly children: ReactNode;
  /** Called when it is closed in any way. */
  readonly onClose?: () => void;
}

/** What opens over the screen and gives the focus back: from below on a phone, in the middle of a desk. */
export function Sheet({ sheet, title, children, onClose }: SheetProps) {
  const id = useId();
  return (
    <dialog
      ref={sheet}
      aria-labelledby={id}
      // React lets the event of a sheet that opened out of this one rise to it.
      onClose={(event) => event.target === event.currentTarget && onClose?.()}
      className="mx-auto mt-auto mb-0 max-h-[85dvh] w-full max-w-xl overflow-y-auto rounded-t-sheet border border-edge bg-surface p-5 pb-[calc(1.25rem+env(safe-area-inset-bottom))] text-ink desk:m-auto desk:max-w-md desk:rounded-sheet"
    >
      <div className="mb-4 flex items-start gap-3">
        <h2 id={id} className="min-w-0 flex-1 pt-1.5 text-l leading-tight font-heavy">
          {title}
        </h2>
        <Button look="ghost" square aria-label={words.close} onClick={() => sheet.current?.close()}>
          <X className="size-5" aria-hidden />
        </Button>
      </div>
      {children}
    </dialog>
  );
}

/** A sheet and the way to open and close it. */
export function useSheet() {
  const sheet = useRef<HTMLDialogElement>(null);
  return { sheet, open: () => sheet.current?.showModal(), close: () => sheet.current?.close() };
}

/** A sheet that opens when it comes, once. */
export function useOpenSheet() {
  const { sheet, open } = useSheet();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens once, when it comes
  useEffect(open, []);
  return sheet;
}
