/** Prometheus text (exposition format 0.0.4) as numbers by name; series with labels are added up. Pure. */

export type Metrics = ReadonlyMap<string, number>;

const LINE = /^([A-Za-z_:][\w:]*)(?:\{[^}]*\})?\s+(\S+)/;

export function parseMetrics(text: string): Metrics {
  const found = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, name, number] = LINE.exec(line) ?? [];
    const value = Number(number);
    if (name !== undefined && Number.isFinite(value)) found.set(name, (found.get(name) ?? 0) + value);
  }
  return found;
}

/** How fast a counter rises between two looks, per second; `null` after a restart or with one look alone. */
export function rateOf(name: string, before: Metrics, now: Metrics, passedMs: number): number | null {
  const [from, to] = [before.get(name), now.get(name)];
  if (from === undefined || to === undefined || to < from || passedMs <= 0) return null;
  return ((to - from) * 1_000) / passedMs;
}
