/** The middle, the 95th percentile and the slowest of some times. */
export function quantile(times: readonly number[]): { median: number; p95: number; slowest: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const rank = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { median: rank(0.5), p95: rank(0.95), slowest: rank(1) };
}
