import { type InputHTMLAttributes, useEffect, useId } from "react";
import { useAnnouncer } from "../announcer.tsx";

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong and what to do; stands in the place of the hint. */
  readonly trouble?: string | null;
  readonly onValue: (value: string) => void;
}

/** A labelled line to type in. */
export function Field({ label, hint, trouble = null, onValue, ...input }: FieldProps) {
  const id = useId();
  const announcer = useAnnouncer();
  useEffect(() => {
    if (trouble !== null) announcer.say(trouble, "alert");
  }, [announcer, trouble]);
  const tone = trouble === null ? "text-ink-2" : "font-strong text-warn-text";
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-s font-strong">
        {label}
      </label>
      <input
        {...input}
        id={id}
        className="min-h-12 w-full rounded-control border-[1.5px] border-edge bg-raised px-3 py-2"
        aria-describedby={`${id}-hint`}
        aria-invalid={trouble !== null}
        onChange={(event) => onValue(event.target.value)}
      />
      <p id={`${id}-hint`} className={`text-s empty:hidden ${tone}`}>
        {trouble ?? hint}
      </p>
    </div>
  );
}
