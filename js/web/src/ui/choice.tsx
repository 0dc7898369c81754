interface ChoiceProps {
  readonly isOn: boolean;
  readonly hint?: string;
  readonly onChoose: (isOn: boolean) => void;
  readonly children: string;
}

/** Yes or no, with what it means. */
export function Choice({ isOn, hint, onChoose, children }: ChoiceProps) {
  return (
    <label className="grid cursor-pointer grid-cols-[auto_1fr] items-center gap-x-3">
      <input
        type="checkbox"
        className="size-6 accent-ink"
        checked={isOn}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <span className="font-strong">{children}</span>
      {hint !== undefined && <span className="col-start-2 text-s text-ink-2">{hint}</span>}
    </label>
  );
}
