import { type ComponentType, createElement, type FunctionComponent, lazy, type ReactNode, Suspense } from "react";

/**
 * A part that is loaded when it is first shown, to keep the first load small; `meanwhile` stands in its place. Only it waits:
 * nothing around it is taken away while it is fetched.
 */
export function firstUse<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: ReactNode = null,
): FunctionComponent<P> {
  const Part = lazy(async () => ({ default: await load() }));
  return (props) => <Suspense fallback={meanwhile}>{createElement(Part, props)}</Suspense>;
}
