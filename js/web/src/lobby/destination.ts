/** Where a name, a code or a link leads. Pure. */
import { parseRoute } from "../route.ts";

export type Destination =
  | { readonly to: "channel"; readonly id: string }
  | { readonly to: "invitation"; readonly code: string }
  | { readonly to: "nowhere" };

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Six letters and numbers, in two groups or one; none that could be taken for another. */
const CODE = /^[2-9A-HJ-NP-Z]{3}[-\s]?[2-9A-HJ-NP-Z]{3}$/;

/** A link wins over a name, a name over a code. Upper or lower case, both work. */
export function destinationOf(text: string, channels: readonly Named[]): Destination {
  const wanted = text.trim();
  const fragment = wanted.includes("#") ? wanted.slice(wanted.indexOf("#")) : "";
  const route = parseRoute(fragment);
  if (route.screen === "channel") return { to: "channel", id: route.id };
  if (route.screen === "invitation") return { to: "invitation", code: route.code };
  const known = channels.find(({ id, name }) => id === wanted.toLowerCase() || sameName(name, wanted));
  if (known !== undefined) return { to: "channel", id: known.id };
  return CODE.test(wanted.toUpperCase()) ? { to: "invitation", code: tidyCode(wanted) } : { to: "nowhere" };
}

/** `k7m 4qx`, as people type it, as `K7M4QX`. */
function tidyCode(code: string): string {
  return code.toUpperCase().replace(/[-\s]/g, "");
}

function sameName(one: string, other: string): boolean {
  return one.localeCompare(other, undefined, { sensitivity: "base" }) === 0;
}
