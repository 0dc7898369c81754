import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId } from "react";

interface CardProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
}

/** A part of a screen, under a title of its own. */
export function Card({ icon: Icon, title, children }: CardProps) {
  const id = useId();
  return (
    <section
      className="grid min-w-0 gap-5 rounded-card border border-line bg-surface p-4 desk:p-5"
      aria-labelledby={id}
    >
      <h2 id={id} className="flex items-center gap-3 text-l leading-tight font-heavy">
        <Icon className="size-5" aria-hidden />
        {title}
      </h2>
      {children}
    </section>
  );
}
