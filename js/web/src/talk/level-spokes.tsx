import { useRef } from "react";
import { useLevel } from "./level.ts";
import { spokes } from "./ring-shapes.ts";

/** Spokes that follow the voice. */
export function LevelSpokes({ level }: { readonly level: () => number }) {
  const path = useRef<SVGPathElement>(null);
  useLevel(level, (share) => path.current?.setAttribute("d", spokes(share)));
  return <path ref={path} className="ring-colour" d={spokes(0)} strokeWidth="4.6" strokeLinecap="round" />;
}
