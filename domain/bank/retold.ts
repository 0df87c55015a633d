/** A line with the fingerprints of stored lines that have its account, day, amount and reference, and other words. */
export type ToldBefore = { told: readonly string[] };

/**
 * Which of these lines are stored ones in other words: banks change a label between two downloads ("PAIEMENT CARTE" becomes the name
 * of the shop) and leave its reference. A stored line that the file tells again as it was is not told by another line too, and none
 * is told twice: what is left is a movement of its own, as in the files of banks that give one reference to several.
 * @param delivered fingerprints of all lines of the file
 */
export function retoldLines<Line extends ToldBefore>(
  lines: readonly Line[],
  delivered: ReadonlySet<string>,
): Set<Line> {
  const taken = new Set<string>();
  const retold = new Set<Line>();
  for (const line of lines) {
    const stored = line.told.find((fingerprint) => !delivered.has(fingerprint) && !taken.has(fingerprint));
    if (stored === undefined) continue;
    taken.add(stored);
    retold.add(line);
  }
  return retold;
}
