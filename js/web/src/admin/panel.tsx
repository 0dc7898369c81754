import { type ReactNode, useId } from "react";
import { Button } from "../ui/button.tsx";
import type { Fetched } from "../use-fetched.ts";
import { textFor } from "../words/current.ts";
import { later } from "../words/later.ts";

interface PanelProps<T> {
  readonly title: string;
  /** How many; `null` where nothing is counted. */
  readonly count?: number | null;
  readonly action?: ReactNode;
  readonly fetched: Fetched<T>;
  readonly children: (data: T) => ReactNode;
}

/** One section of the admin page: being fetched, refused with what to do, or there. */
export function Panel<T>({ title, count = null, action, fetched, children }: PanelProps<T>) {
  const id = useId();
  const { data, trouble, reload } = fetched;
  return (
    <section
      className="grid min-w-0 gap-4 rounded-card border border-line bg-surface p-4 desk:p-5"
      aria-labelledby={id}
    >
      <div className="flex flex-wrap items-center gap-3">
        <h2 id={id} className="flex-1 text-l leading-tight font-heavy">
          {title} {count !== null && <span className="num text-ink-2">{count}</span>}
        </h2>
        {action}
      </div>
      {trouble !== null && (
        <div className="flex flex-wrap items-center gap-3 rounded-control border-[1.5px] border-warn-edge bg-warn-wash px-4 py-2 text-s">
          <span className="min-w-0 flex-1">{textFor<string>(later.admin.refused, trouble)}</span>
          <Button onClick={reload}>{later.admin.again}</Button>
        </div>
      )}
      {data === null ? trouble === null && <p className="text-ink-2">{later.admin.loading}</p> : children(data)}
    </section>
  );
}

interface TableProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
}

/** A table that scrolls inside its own box, which the keyboard can reach. */
export function Table({ label, heads, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="-mx-1 overflow-x-auto px-1" role="group" tabIndex={0} aria-label={label}>
      <table className="w-full border-collapse text-start text-s">
        <thead>
          <tr className="border-b border-line">
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="px-2 py-2 text-start text-xs font-strong whitespace-nowrap text-ink-2 last:text-end"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}

export const CELL = "px-2 py-2 align-middle";
