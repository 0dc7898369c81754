import type { ReactNode } from "react";
import type { Fetched } from "../use-fetched.ts";
import { textFor } from "../words/current.ts";
import { later } from "../words/later.ts";
import { Button } from "./button.tsx";

interface FetchedPartProps<T> {
  readonly fetched: Fetched<T>;
  readonly children: (data: T) => ReactNode;
}

/** What the server was asked for: being fetched, refused with what to do, or there. */
export function FetchedPart<T>({ fetched: { data, trouble, reload }, children }: FetchedPartProps<T>) {
  return (
    <>
      {trouble !== null && (
        <div className="flex flex-wrap items-center gap-3 rounded-control border-[1.5px] border-warn-edge bg-warn-wash px-4 py-2 text-s">
          <span className="min-w-0 flex-1">{textFor<string>(later.admin.refused, trouble)}</span>
          <Button onClick={reload}>{later.admin.again}</Button>
        </div>
      )}
      {data === null ? trouble === null && <p className="text-ink-2">{later.admin.loading}</p> : children(data)}
    </>
  );
}
