import { useStore } from "@pressel/react";
import { X } from "lucide-react";
import { Fragment, useEffect, useRef, useState } from "react";
import { useAnnouncer } from "../announcer.tsx";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { words } from "../words/current.ts";
import { later } from "../words/later.ts";
import { bindingName } from "./binding-name.ts";
import { ACTIONS, type Action, type Binding, bind, bindings, DEFAULT_BINDINGS, keyOf, unbind } from "./bindings.ts";
import { headsetKeys } from "./headset-preference.ts";
import { hidPort, TELEPHONY_PAGE } from "./hid.ts";
import { learn } from "./learn.ts";

/** Which button does what; a button is taught by pressing it. */
export function BindingDialog({ onClosed }: { readonly onClosed: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const known = useStore(bindings);
  const [pupil, setPupil] = useLearning();
  useEffect(() => dialog.current?.showModal(), []);
  const { keys } = later.hands;
  return (
    <dialog
      ref={dialog}
      aria-labelledby="keys-title"
      className="m-auto max-h-[90dvh] w-[min(36rem,94vw)] rounded-sheet border border-edge bg-surface p-6 text-ink"
      onClose={onClosed}
      onCancel={(event) => pupil !== null && event.preventDefault()}
    >
      <div className="flex items-start justify-between gap-3">
        <h2 id="keys-title" className="text-xl font-heavy">
          {keys.title}
        </h2>
        <Button look="ghost" square aria-label={words.close} onClick={() => dialog.current?.close()}>
          <X className="size-5" aria-hidden />
        </Button>
      </div>
      <p className="text-ink-2">{keys.intro}</p>
      <ul className="mt-4 grid gap-3">
        {ACTIONS.map((action) => (
          <ActionRow
            key={action}
            action={action}
            bound={known[action]}
            isLearning={pupil === action}
            onLearn={() => setPupil(pupil === action ? null : action)}
          />
        ))}
      </ul>
      <dl className="mt-4 grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-s">
        {keys.fixed.map(([pressed, does]) => (
          <Fragment key={pressed}>
            <dt className="font-mono">{pressed}</dt>
            <dd className="text-ink-2">{does}</dd>
          </Fragment>
        ))}
      </dl>
      <div className="mt-5 grid gap-3">
        <Choice
          isOn={known.letters}
          hint={keys.lettersHint}
          onChoose={(letters) => bindings.choose({ ...known, letters })}
        >
          {keys.letters}
        </Choice>
        <HeadsetChoices />
        <Button onClick={() => bindings.choose(DEFAULT_BINDINGS)}>{keys.reset}</Button>
      </div>
    </dialog>
  );
}

interface ActionRowProps {
  readonly action: Action;
  readonly bound: readonly Binding[];
  readonly isLearning: boolean;
  readonly onLearn: () => void;
}

function ActionRow({ action, bound, isLearning, onLearn }: ActionRowProps) {
  const { keys } = later.hands;
  const name = keys.action[action];
  return (
    <li className="flex flex-wrap items-center gap-2 border-b border-line pb-3">
      <span className="min-w-44 flex-1 font-strong">{name}</span>
      {bound.length === 0 && <span className="text-s text-ink-2">{keys.none}</span>}
      {bound.map((binding) => (
        <span
          key={keyOf(binding)}
          className="inline-flex items-center rounded-control border-[1.5px] border-edge bg-raised ps-3 font-mono text-s"
        >
          {bindingName(binding)}
          <button
            type="button"
            className="grid size-9 place-items-center"
            aria-label={keys.forget(bindingName(binding))}
            onClick={() => bindings.choose(unbind(bindings.getSnapshot(), binding))}
          >
            <X className="size-4" aria-hidden />
          </button>
        </span>
      ))}
      <Button aria-pressed={isLearning} aria-label={keys.learnFor(name)} onClick={onLearn}>
        {isLearning ? keys.listening : keys.learn}
      </Button>
    </li>
  );
}

function HeadsetChoices() {
  const { keys } = later.hands;
  const headset = useStore(headsetKeys);
  const port = hidPort();
  return (
    <>
      <Choice
        isOn={headset === "on"}
        hint={keys.headsetHint}
        onChoose={(isOn) => headsetKeys.choose(isOn ? "on" : "off")}
      >
        {keys.headset}
      </Choice>
      {port !== null && (
        <div>
          {/* Whoever closes the browser's list has chosen nothing. */}
          <Button
            className="w-full"
            aria-describedby="telephone-hint"
            onClick={() => void port.requestDevice({ filters: [{ usagePage: TELEPHONY_PAGE }] }).catch(() => {})}
          >
            {keys.telephone}
          </Button>
          <p id="telephone-hint" className="mt-1 text-s text-ink-2">
            {keys.telephoneHint}
          </p>
        </div>
      )}
    </>
  );
}

/** The action that waits for its button, and how to change it. */
function useLearning(): readonly [Action | null, (action: Action | null) => void] {
  const announcer = useAnnouncer();
  const [pupil, setPupil] = useState<Action | null>(null);
  useEffect(() => {
    if (pupil === null) return;
    announcer.say(later.hands.keys.listening, "status");
    return learn((binding) => {
      setPupil(null);
      if (binding === null) return;
      bindings.choose(bind(bindings.getSnapshot(), pupil, binding));
      announcer.say(`${bindingName(binding)}: ${later.hands.keys.action[pupil]}`, "status");
    });
  }, [pupil, announcer]);
  return [pupil, setPupil];
}
