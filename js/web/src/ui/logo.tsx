import { words } from "../words/current.ts";

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 text-[1.375rem] font-heavy tracking-tight">
      <svg className="size-[30px]" viewBox="0 0 32 32" aria-hidden="true">
        <circle cx="16" cy="16" r="9.5" fill="currentColor" />
        <path
          d="M16 2.2A13.8 13.8 0 1 1 6.2 6.2"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.6"
          strokeLinecap="round"
        />
      </svg>
      {words.app}
    </span>
  );
}
