import { useId } from "react";

interface SegmentsProps<T extends string> {
  readonly label: string;
  /** The label is for screen readers alone: something beside it says the same. */
  readonly isLabelHidden?: boolean;
  readonly hint?: string | undefined;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly name: string }[];
  readonly onValue: (value: T) => void;
}

/** One of a few, all in sight: radio buttons that look like one control. */
export function Segments<T extends string>({
  label,
  isLabelHidden = false,
  hint,
  value,
  options,
  onValue,
}: SegmentsProps<T>) {
  const id = useId();
  return (
    <fieldset className="grid min-w-0 gap-1.5" aria-describedby={hint === undefined ? undefined : `${id}-hint`}>
      <legend className={isLabelHidden ? "sr-only" : "mb-1.5 text-s font-strong"}>{label}</legend>
      <div className="flex flex-wrap overflow-hidden rounded-control border-[1.5px] border-edge bg-raised">
        {options.map((option) => (
          <label
            key={option.value}
            className="grid min-h-11 min-w-fit flex-1 cursor-pointer place-items-center border-edge px-2 py-2 text-center text-s leading-tight font-strong not-first:border-s-[1.5px] has-checked:bg-ink has-checked:text-bg has-focus-visible:outline-[3px] has-focus-visible:-outline-offset-[5px] has-focus-visible:outline-ink has-checked:has-focus-visible:outline-bg forced-colors:has-checked:bg-[Highlight] forced-colors:has-checked:text-[HighlightText] forced-colors:has-checked:forced-color-adjust-none"
          >
            <input
              type="radio"
              name={id}
              className="sr-only"
              checked={option.value === value}
              onChange={() => onValue(option.value)}
            />
            {option.name}
          </label>
        ))}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-s text-ink-2">
          {hint}
        </p>
      )}
    </fieldset>
  );
}
