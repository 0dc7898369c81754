import { type ReactNode, useId } from "react";
import { FetchedPart } from "../ui/fetched-part.tsx";
import type { Fetched } from "../use-fetched.ts";

interface PanelProps<T> {
  readonly title: string;
  /** How many; `null` where nothing is counted. */
  readonly count?: number | null;
  readonly action?: ReactNode;
  readonly fetched: Fetched<T>;
  readonly children: (data: T) => ReactNode;
}

/** One section of the admin page. */
export function Panel<T>({ title, count = null, action, fetched, children }: PanelProps<T>) {
  const id = useId();
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
      <FetchedPart fetched={fetched}>{children}</FetchedPart>
    </section>
  );
}

interface TableProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
}

/** A table that scrolls inside its own box, which the keyboard can reach. On a phone each row is a card. */
export function Table({ label, heads, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="-mx-1 overflow-x-auto px-1" role="group" tabIndex={0} aria-label={label}>
      <table {...ROLES.table} className="w-full border-collapse text-start text-s max-[599px]:block">
        <thead {...ROLES.group} className="max-[599px]:sr-only">
          <tr {...ROLES.row} className="border-b border-line">
            {heads.map((head) => (
              <th
                {...ROLES.columnHead}
                key={head}
                scope="col"
                className="px-2 py-2 text-start text-xs font-strong whitespace-nowrap text-ink-2 last:text-end"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          {...ROLES.group}
          className="divide-line min-[600px]:divide-y max-[599px]:grid max-[599px]:grid-cols-[minmax(0,1fr)] max-[599px]:gap-2"
        >
          {children}
        </tbody>
      </table>
    </div>
  );
}

/** One row: first its `Name`, then a `Cell` for each head, the last one with what can be done. */
export function Row({ isOver = false, children }: { readonly isOver?: boolean; readonly children: ReactNode }) {
  return (
    <tr
      {...ROLES.row}
      className={`max-[599px]:grid max-[599px]:grid-cols-[minmax(0,1fr)] max-[599px]:gap-1.5 max-[599px]:rounded-row max-[599px]:border max-[599px]:border-line max-[599px]:p-3 ${isOver ? "text-ink-2" : ""}`}
    >
      {children}
    </tr>
  );
}

/** What a row is about. */
export function Name({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    <th
      {...ROLES.rowHead}
      scope="row"
      className={`px-2 py-2 text-start whitespace-nowrap max-[599px]:p-0 max-[599px]:text-l max-[599px]:whitespace-normal ${className}`}
    >
      {children}
    </th>
  );
}

interface CellProps {
  /** The head of its column, which stands beside it on a card; none where it holds what can be done. */
  readonly head?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Cell({ head, className = "", children }: CellProps) {
  const place = head === undefined ? "text-end max-[599px]:justify-end" : "max-[599px]:justify-between";
  return (
    <td
      {...ROLES.cell}
      className={`px-2 py-2 align-middle max-[599px]:flex max-[599px]:items-baseline max-[599px]:gap-4 max-[599px]:p-0 ${place} ${className}`}
    >
      {head !== undefined && (
        // A screen reader reads the head of the column.
        <span className="flex-none text-xs text-ink-2 min-[600px]:hidden" aria-hidden>
          {head}
        </span>
      )}
      <span className="min-w-0 max-[599px]:text-end">{children}</span>
    </td>
  );
}

/** Some browsers take a table that is laid out in another way for no table any more. */
const ROLES = {
  table: { role: "table" },
  group: { role: "rowgroup" },
  row: { role: "row" },
  columnHead: { role: "columnheader" },
  rowHead: { role: "rowheader" },
  cell: { role: "cell" },
} as const;
