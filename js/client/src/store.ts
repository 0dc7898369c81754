/** A value that others may watch: what `useSyncExternalStore` and every other view layer asks for. */
export interface Store<T> {
  /** The present value; the same object until it changes. */
  readonly getSnapshot: () => T;
  /** Calls `listener` after each change, until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** The owner's end of a store. */
export class Cell<T> implements Store<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();

  constructor(value: T) {
    this.value = value;
  }

  readonly getSnapshot = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Replaces the value and tells everybody, unless it is the same object. */
  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of [...this.listeners]) listener();
  }

  /** Replaces some fields of an object value. */
  patch(change: Partial<T>): void {
    this.set({ ...this.value, ...change });
  }
}
