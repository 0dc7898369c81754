import { type Held, RestraintList } from "../channel/restraint-list.tsx";
import { useFetched } from "../use-fetched.ts";
import { later } from "../words/later.ts";
import { Panel } from "./panel.tsx";

/** Hosts act in the channels; what they did is seen here soon after. */
const EVERY_MS = 5_000;

/** Who is muted or kept out in any channel. */
export function RestraintPanel() {
  const fetched = useFetched<{ readonly restraints: readonly Held[] }>("/v1/restraints", EVERY_MS);
  return (
    <Panel title={later.restraints.title} count={fetched.data?.restraints.length ?? null} fetched={fetched}>
      {({ restraints }) => <RestraintList held={restraints} onLifted={fetched.reload} />}
    </Panel>
  );
}
