import { useEffect } from "react";
import { Button } from "../ui/button.tsx";
import { Sheet, useSheet } from "../ui/sheet.tsx";
import { useFetched } from "../use-fetched.ts";
import { textFor } from "../words/current.ts";
import { later } from "../words/later.ts";
import { type Held, RestraintList } from "./restraint-list.tsx";

interface RestraintSheetProps {
  readonly channel: string;
  readonly onClose: () => void;
}

/** Who is muted or kept out of one channel: for its hosts, who need not be admins. */
export function RestraintSheet({ channel, onClose }: RestraintSheetProps) {
  const { sheet, open } = useSheet();
  const { data, trouble, reload } = useFetched<{ readonly restraints: readonly Held[] }>(
    `/v1/channels/${channel}/restraints`,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens once, when it comes
  useEffect(open, []);
  return (
    <Sheet sheet={sheet} title={later.restraints.title} onClose={onClose}>
      {trouble !== null && (
        <p className="flex flex-wrap items-center gap-3 text-s">
          <span className="min-w-0 flex-1 font-strong text-warn-text">
            {textFor<string>(later.admin.refused, trouble)}
          </span>
          <Button onClick={reload}>{later.admin.again}</Button>
        </p>
      )}
      {data === null && trouble === null && <p className="text-ink-2">{later.admin.loading}</p>}
      {data !== null && <RestraintList held={data.restraints} onLifted={reload} />}
    </Sheet>
  );
}
