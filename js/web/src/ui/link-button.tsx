import type { AnchorHTMLAttributes } from "react";
import { LOOKS, SHAPE } from "./button.tsx";

interface LinkButtonProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: keyof typeof LOOKS;
}

/** Goes somewhere, and looks like a button. */
export function LinkButton({ look = "plain", className = "", children, ...rest }: LinkButtonProps) {
  return (
    <a {...rest} className={`${SHAPE} px-4 py-2 ${LOOKS[look]} ${className}`}>
      {children}
    </a>
  );
}
