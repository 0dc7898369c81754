import { words } from "../words/current.ts";
import { unheardText } from "./unheard.ts";

interface UnheardBadgeProps {
  /** Nothing is shown for 0. */
  readonly count: number;
  /** Where there is room for the number alone. */
  readonly isShort?: boolean;
  readonly className?: string;
}

/** How often somebody talked where one was not. */
export function UnheardBadge({ count, isShort = false, className = "" }: UnheardBadgeProps) {
  if (count === 0) return null;
  const many = unheardText(count);
  const size = isShort ? "min-w-5 px-1.5" : "px-2.5 py-0.5";
  return (
    <span
      className={`inline-grid flex-none place-items-center rounded-full bg-ink text-xs leading-5 font-heavy whitespace-nowrap text-bg num forced-colors:border ${size} ${className}`}
      data-testid="unheard"
    >
      <span aria-hidden>{isShort ? many : words.lobby.fresh(many)}</span>
      <span className="sr-only"> {words.lobby.unheard(many)}</span>
    </span>
  );
}
