import { FetchedPart } from "../ui/fetched-part.tsx";
import { Sheet, useOpenSheet } from "../ui/sheet.tsx";
import { useFetched } from "../use-fetched.ts";
import { later } from "../words/later.ts";
import { type Held, RestraintList } from "./restraint-list.tsx";

interface RestraintSheetProps {
  readonly channel: string;
  readonly onClose: () => void;
}

/** Who is muted or kept out of one channel: for its hosts, who need not be admins. */
export function RestraintSheet({ channel, onClose }: RestraintSheetProps) {
  const sheet = useOpenSheet();
  const fetched = useFetched<{ readonly restraints: readonly Held[] }>(`/v1/channels/${channel}/restraints`);
  return (
    <Sheet sheet={sheet} title={later.restraints.title} onClose={onClose}>
      <FetchedPart fetched={fetched}>
        {({ restraints }) => <RestraintList held={restraints} onLifted={fetched.reload} />}
      </FetchedPart>
    </Sheet>
  );
}
