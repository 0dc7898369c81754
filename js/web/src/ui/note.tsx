import type { ReactNode } from "react";
import type { Advice } from "../words/en.ts";

/** A headline, what to do next, and the buttons that do it. */
export function Note({ advice, children }: { readonly advice: Advice; readonly children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-row border-[1.5px] border-ink bg-surface px-4 py-3 text-s">
      <p className="min-w-[14rem] flex-1">
        <b className="block font-heavy">{advice.word}</b>
        <span className="text-ink-2">{advice.next}</span>
      </p>
      <span className="flex flex-wrap gap-2">{children}</span>
    </div>
  );
}
