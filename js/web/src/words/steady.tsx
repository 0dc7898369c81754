import { useStore } from "@pressel/react";
import { type FunctionComponent, memo } from "react";
import { language } from "./language.ts";

/**
 * A component that is drawn anew for other props or another language only; `isSame` says which props are no other ones. A press draws the channel's screen twice before
 * its grant is on it: what a press does not change need not be drawn.
 */
export function steady<P extends object>(
  draw: FunctionComponent<P>,
  isSame?: (before: P, after: P) => boolean,
): FunctionComponent<P> {
  return memo((props: P) => {
    useStore(language);
    return draw(props);
  }, isSame);
}
