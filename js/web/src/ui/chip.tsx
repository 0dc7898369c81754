import type { ReactNode } from "react";

const LOOKS = {
  line: "inset-ring inset-ring-edge",
  hear: "bg-hear text-on-hear",
  talk: "bg-talk text-on-talk",
} as const;

export function Chip({
  look = "line",
  children,
}: {
  readonly look?: keyof typeof LOOKS;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2 py-px text-xs leading-normal font-strong whitespace-nowrap ${LOOKS[look]}`}
    >
      {children}
    </span>
  );
}
