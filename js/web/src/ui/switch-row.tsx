import { useId } from "react";

interface SwitchRowProps {
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Something that is on or off, with what that means. */
export function SwitchRow({ label, hint, isOn, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-4">
      <span className="min-w-0 flex-1">
        <label htmlFor={id} className="block cursor-pointer text-s font-strong">
          {label}
        </label>
        {hint !== undefined && (
          <span id={`${id}-hint`} className="block text-s leading-snug text-ink-2">
            {hint}
          </span>
        )}
      </span>
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
        className={LOOK}
      />
    </div>
  );
}

/** A checkbox drawn as a switch: its knob goes over with the reading direction. */
const LOOK = [
  "h-7 w-12 flex-none cursor-pointer appearance-none rounded-full border-[1.5px] border-edge bg-sunken transition-colors duration-150",
  "before:block before:size-5 before:translate-x-[3px] before:translate-y-[2.5px] before:rounded-full before:bg-edge before:transition-transform before:duration-150",
  "checked:border-ink checked:bg-ink checked:before:translate-x-[22px] checked:before:bg-bg",
  "rtl:before:-translate-x-[3px] rtl:checked:before:-translate-x-[22px] forced-colors:appearance-auto",
].join(" ");
