import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/**
 * A part that is loaded when it is first shown, to keep the first load small. It needs a `<Suspense>` around it, and near:
 * what stands inside one is taken away while the part is fetched.
 */
export function firstUse<P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: await load() }));
}
