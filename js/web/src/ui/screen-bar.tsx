import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { lobbyPath } from "../route.ts";
import { words } from "../words/current.ts";

/** The bar of a screen that one comes to from the channels, and the way back. */
export function ScreenBar({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <header className="flex min-h-[60px] items-center gap-1 border-b border-line bg-surface px-1 py-2 pe-4 desk:px-3">
      <a
        href={lobbyPath}
        className="grid size-11 flex-none place-items-center rounded-control hover:bg-sunken"
        aria-label={words.channel.back}
      >
        <ChevronLeft className="size-5 rtl:-scale-x-100" aria-hidden />
      </a>
      <h1 className="min-w-0 flex-1 truncate text-l leading-tight font-heavy">{title}</h1>
      {children}
    </header>
  );
}
