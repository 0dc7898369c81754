import { Cell, type Store } from "@pressel/client";
import { keep, kept } from "./kept.ts";

/** Something the person chose on this device; kept for the next visit where the browser keeps anything. */
export class Preference<T> implements Store<T> {
  private readonly key: string;
  private readonly cell: Cell<T>;
  private readonly write: (value: T) => string;

  /** `read` gives `fallback`'s place to what was kept; `null` where that means nothing. */
  constructor(key: string, fallback: T, read: (text: string) => T | null, write: (value: T) => string) {
    const text = kept(key);
    this.key = key;
    this.write = write;
    this.cell = new Cell<T>((text === null ? null : read(text)) ?? fallback);
  }

  readonly getSnapshot = (): T => this.cell.getSnapshot();

  readonly subscribe = (listener: () => void): (() => void) => this.cell.subscribe(listener);

  choose(value: T): void {
    keep(this.key, this.write(value));
    this.cell.set(value);
  }
}

/** One of some words. */
export function choice<T extends string>(key: string, values: readonly T[], fallback: T): Preference<T> {
  const isOne = (text: string): text is T => (values as readonly string[]).includes(text);
  return new Preference(
    key,
    fallback,
    (text) => (isOne(text) ? text : null),
    (value) => value,
  );
}
