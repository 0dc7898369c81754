import { useId } from "react";

interface SliderProps {
  readonly label: string;
  /** 0–1. */
  readonly value: number;
  /** The value as it is read out: "40 percent". */
  readonly text: string;
  readonly hint?: string;
  readonly onValue: (value: number) => void;
}

const STEP = 0.05;

/** A share of something, by the platform's own control. */
export function Slider({ label, value, text, hint, onValue }: SliderProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-s font-strong">
        {label}
      </label>
      <span className="flex items-center gap-3">
        <input
          id={id}
          type="range"
          min={0}
          max={1}
          step={STEP}
          value={value}
          aria-valuetext={text}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => onValue(event.target.valueAsNumber)}
          className="h-11 min-w-0 flex-1 cursor-pointer accent-ink"
        />
        <span className="num w-12 text-end text-s text-ink-2" aria-hidden>
          {text}
        </span>
      </span>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-s text-ink-2">
          {hint}
        </p>
      )}
    </div>
  );
}
