import { qualityOf, type SessionState } from "@pressel/client";
import { words } from "../words/current.ts";

/** A word of the catalogue and how many of three bars are lit. */
export interface LinkWord {
  readonly word: keyof typeof words.link.explain;
  readonly bars: number;
}

export function linkWord({ link, media, quality }: SessionState): LinkWord {
  const isUp = link.phase === "up" && (media.path === "up" || media.path === "off");
  if (isUp) return qualityOf(quality);
  return { word: link.wasUp && media.path !== "connecting" ? "reconnecting" : "connecting", bars: 0 };
}

export function Bars({ count }: { readonly count: number }) {
  return (
    <span className="inline-flex h-3.5 items-end gap-0.5" aria-hidden>
      {BAR_HEIGHTS.map((height, index) => (
        <i
          key={height}
          className={`w-1 rounded-[1px] ${height} ${index < count ? LIT : "inset-ring inset-ring-edge forced-colors:border"}`}
        />
      ))}
    </span>
  );
}

const LIT = "bg-ink forced-colors:bg-[CanvasText] forced-colors:forced-color-adjust-none";
const BAR_HEIGHTS = ["h-[35%]", "h-[65%]", "h-full"];

/** The connection in one word. */
export function LinkStatus({ session }: { readonly session: SessionState }) {
  const { word, bars } = linkWord(session);
  return (
    <span
      className="inline-flex items-center gap-1.5 text-xs font-strong"
      title={words.link.explain[word]}
      data-testid="link"
    >
      <Bars count={bars} />
      {words.link[word]}
    </span>
  );
}
