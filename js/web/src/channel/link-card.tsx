import type { SessionState } from "@pressel/client";
import { useSession, useStore } from "@pressel/react";
import { outputKind } from "../devices/output-kind.ts";
import { decimal } from "../time.ts";
import { Bars, linkWord } from "../ui/link-status.tsx";
import { words } from "../words/current.ts";
import { steady } from "../words/steady.tsx";

const MS_PER_SECOND = 1_000;

/** The connection in words and, where it was measured, in numbers. */
export const LinkCard = steady(({ session }: { readonly session: SessionState }) => {
  return (
    <section className="mt-auto rounded-card border border-line px-4 py-3" aria-label={words.link.title}>
      <LinkDetails session={session} />
    </section>
  );
});

/** What the word means, and what was measured. */
export function LinkDetails({ session }: { readonly session: SessionState }) {
  const { word, bars } = linkWord(session);
  const { quality } = session;
  const output = outputKind(useStore(useSession().devices.store));
  const loss = quality && Math.max(quality.uplink_loss, quality.downlink_loss) * 100;
  return (
    <>
      <p className="flex items-center gap-2 font-heavy">
        <Bars count={bars} />
        {words.link[word]}
      </p>
      <p className="text-s text-ink-2">{words.link.explain[word]}</p>
      {quality && (
        <dl className="mt-2 grid gap-1.5 text-s">
          {quality.rtt_ms != null && (
            <Fact name={words.link.delay} value={words.link.seconds(decimal(quality.rtt_ms / MS_PER_SECOND, 2))} />
          )}
          {loss !== null && <Fact name={words.link.lost} value={words.link.percent(decimal(loss, 1))} />}
          {output !== "microphone" && <Fact name={words.devices.goesTo} value={words.devices[output]} />}
        </dl>
      )}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-2">{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
