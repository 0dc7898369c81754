import { type ReactNode, useEffect, useRef } from "react";
import { words } from "../words/current.ts";

const STEPS = [1, 2, 3] as const;

/** How far one is on the way in. */
export function Steps({ at }: { readonly at: (typeof STEPS)[number] }) {
  return (
    <ol className="grid grid-cols-3 gap-2" aria-label={words.firstRun.step(at, STEPS.length)}>
      {STEPS.map((step) => (
        <li
          key={step}
          aria-current={step === at ? "step" : undefined}
          className={`h-1.5 rounded-full inset-ring inset-ring-edge forced-colors:border ${step <= at ? "bg-ink forced-colors:bg-[CanvasText]" : "bg-surface"}`}
        />
      ))}
    </ol>
  );
}

interface StepScreenProps {
  readonly at: 2 | 3;
  readonly title: string;
  readonly children: ReactNode;
  /** What one does next; stands at the bottom, where the thumb is. */
  readonly actions: ReactNode;
  readonly above?: ReactNode;
}

/** One step: its title has the focus when it comes. */
export function StepScreen({ at, title, above, children, actions }: StepScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another step
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-6 p-5 pb-[calc(1.25rem+env(safe-area-inset-bottom))]">
      <Steps at={at} />
      {above}
      <h1
        ref={heading}
        tabIndex={-1}
        className="text-center text-2xl leading-tight font-heavy text-balance outline-none"
      >
        {title}
      </h1>
      <div className="grid flex-1 content-start gap-5">{children}</div>
      <div className="grid gap-2">{actions}</div>
    </main>
  );
}
