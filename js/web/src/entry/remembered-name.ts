const NAME_KEY = "pressel.name";

/** The name used last in this browser. */
export function rememberedName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // Storage is switched off: the name is asked for again next time.
  }
}
