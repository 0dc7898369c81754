import { useId } from "react";

interface SelectProps<T extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly name: string }[];
  readonly onValue: (value: T) => void;
}

/** One of many; the platform's own list, which phones know how to show. */
export function Select<T extends string>({ label, hint, value, options, onValue }: SelectProps<T>) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-s font-strong">
        {label}
      </label>
      <select
        id={id}
        className="min-h-12 w-full min-w-0 truncate rounded-control border-[1.5px] border-edge bg-raised px-3 py-2"
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onValue(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-s text-ink-2">
          {hint}
        </p>
      )}
    </div>
  );
}
