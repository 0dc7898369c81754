import { useEffect } from "react";

const REGIONS = "[data-region], #talk";

/** F6 goes to the next region of the screen, Shift+F6 to the one before; hidden ones are passed over. */
export function useRegions(): void {
  useEffect(() => {
    const move = (event: KeyboardEvent) => {
      if (event.key !== "F6" || event.altKey || event.ctrlKey || event.metaKey) return;
      const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter(isShown);
      const next = nextRegion(regions, document.activeElement, event.shiftKey);
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    };
    addEventListener("keydown", move);
    return () => removeEventListener("keydown", move);
  }, []);
}

/** The region after the one that holds the focus, or before it; the first or the last when none does. */
export function nextRegion(
  regions: readonly HTMLElement[],
  focused: Element | null,
  isBackward: boolean,
): HTMLElement | undefined {
  const at = regions.findIndex((region) => region.contains(focused));
  if (at < 0) return regions.at(isBackward ? -1 : 0);
  return regions.at((at + (isBackward ? -1 : 1)) % regions.length);
}

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility?.() ?? true;
}
