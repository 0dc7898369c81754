import { keep, kept } from "../kept.ts";

const KEY = "name";

/** The name used last in this browser. */
export function rememberedName(): string {
  return kept(KEY) ?? "";
}

export function rememberName(name: string): void {
  keep(KEY, name);
}
