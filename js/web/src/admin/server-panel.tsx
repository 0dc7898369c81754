import { useSession } from "@pressel/react";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useRef } from "react";
import { decimal } from "../time.ts";
import { useFetched } from "../use-fetched.ts";
import { later } from "../words/later.ts";
import { type Metrics, parseMetrics, rateOf } from "./metrics.ts";
import { Panel } from "./panel.tsx";

const EVERY_MS = 5_000;
const UNKNOWN = "–";

interface Readiness {
  readonly status: string;
  readonly version?: string;
}

/** Whether the server is well, and how much goes on. */
export function ServerPanel() {
  const ready = useFetched<Readiness>("/readyz", EVERY_MS);
  const metrics = useFetched<string>("/metrics", EVERY_MS);
  const looks = useLooks(metrics.data);
  return (
    <Panel title={later.admin.server} fetched={ready}>
      {({ status, version }) => (
        <>
          <p className="flex items-center gap-2 font-strong">
            {status === "ready" && ready.trouble === null ? (
              <CircleCheck className="size-5 flex-none" aria-hidden />
            ) : (
              <TriangleAlert className="size-5 flex-none" aria-hidden />
            )}
            {status === "ready" && ready.trouble === null ? later.admin.healthy : later.admin.notReady}
            <span className="text-s font-plain text-ink-2">
              {location.host} · {later.admin.version} {version}
            </span>
          </p>
          {looks && <Numbers looks={looks} />}
        </>
      )}
    </Panel>
  );
}

interface Looks {
  readonly before: Metrics;
  readonly now: Metrics;
  readonly passedMs: number;
}

/** The last two looks at the counters. */
function useLooks(text: string | null): Looks | null {
  const { clock } = useSession();
  const kept = useRef<{ readonly text: string; readonly atMs: number; readonly looks: Looks } | null>(null);
  if (typeof text === "string" && text !== kept.current?.text) {
    const now = parseMetrics(text);
    const atMs = clock.now();
    const last = kept.current;
    const looks = { before: last?.looks.now ?? now, now, passedMs: last === null ? 0 : atMs - last.atMs };
    kept.current = { text, atMs, looks };
  }
  return kept.current?.looks ?? null;
}

function Numbers({ looks: { before, now, passedMs } }: { readonly looks: Looks }) {
  const out = rateOf("pressel_engine_rtp_out_packets", before, now, passedMs);
  const facts = [
    [later.admin.channels, count(now, "pressel_channels")],
    [later.admin.sessions, count(now, "pressel_sessions")],
    [later.admin.talking, count(now, "pressel_talkers")],
    [later.admin.packets, out === null ? UNKNOWN : decimal(out, 0)],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 wide:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="rounded-row bg-sunken px-4 py-3">
          <dt className="text-xs text-ink-2">{name}</dt>
          <dd className="num text-l font-heavy">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function count(metrics: Metrics, name: string): string {
  const value = metrics.get(name);
  return value === undefined ? UNKNOWN : decimal(value, 0);
}
