import type { ButtonHTMLAttributes, Ref } from "react";

export const LOOKS = {
  plain: "border-edge bg-raised text-ink hover:border-ink",
  solid: "border-ink bg-ink text-bg",
  ghost: "border-transparent bg-transparent text-ink hover:bg-sunken",
} as const;

export const SHAPE =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-control border-[1.5px] text-center leading-[1.15] font-strong active:translate-y-px aria-disabled:opacity-60 forced-colors:aria-pressed:bg-[Highlight] forced-colors:aria-pressed:text-[HighlightText] forced-colors:aria-pressed:forced-color-adjust-none";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOKS;
  /** Holds a symbol and no words. */
  readonly square?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "plain", square = false, className = "", type = "button", ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} className={`${SHAPE} ${square ? "w-11" : "px-4 py-2"} ${LOOKS[look]} ${className}`} />
  );
}
