/**
 * Pairs what is expected with what was found, each at most once: first those that fit wholly, then the likeliest of the rest.
 * A pair that scores nothing is no pair: the one is missing, the other too many.
 */
export function pairUp<Expected, Found>(
  expected: readonly Expected[],
  found: readonly Found[],
  score: (expected: Expected, found: Found) => number,
): { pairs: [Expected, Found][]; missing: Expected[]; extra: Found[] } {
  const scored = expected
    .flatMap((one, at) => found.map((other, rank) => ({ one, other, at, rank, score: score(one, other) })))
    .filter((pair) => pair.score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at || a.rank - b.rank);
  const pairs = new Map<Expected, Found>();
  const taken = new Set<Found>();
  for (const { one, other } of scored) {
    if (pairs.has(one) || taken.has(other)) continue;
    pairs.set(one, other);
    taken.add(other);
  }
  return {
    pairs: expected.flatMap((one): [Expected, Found][] => {
      const other = pairs.get(one);
      return other === undefined ? [] : [[one, other]];
    }),
    missing: expected.filter((one) => !pairs.has(one)),
    extra: found.filter((other) => !taken.has(other)),
  };
}

/** Texts that stand in one list more often than in the other. */
export function difference(
  expected: readonly string[],
  found: readonly string[],
): { missing: string[]; extra: string[] } {
  return { missing: without(expected, found), extra: without(found, expected) };
}

function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return list.filter((text) => {
    const at = left.indexOf(text);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}

/** "status   expected announced   found cleared", or nothing when they agree. */
export function compareValue(name: string, expected: string, found: string): string[] {
  return expected === found ? [] : [`${name}   expected ${expected}   found ${found}`];
}
