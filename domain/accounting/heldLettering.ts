import type { LetteredLine } from "./lettering.ts";

/**
 * Which lines of the money held for one third party belong together: what is used or paid back takes the oldest first. A line
 * that several uses share holds them all in one group. Lines that nothing was taken from stand alone.
 * @param lines of one account and third party, oldest first
 */
export function heldGroups<Line extends LetteredLine>(lines: readonly Line[]): Line[][] {
  const open = lines
    .filter((line) => line.credit > 0n)
    .map((line) => ({ line, left: line.credit, group: [line] }));
  const groups = new Set(open.map(({ group }) => group));
  for (const use of lines.filter((line) => line.debit > 0n)) {
    let wanted = use.debit;
    let group: Line[] = [use];
    groups.add(group);
    for (const held of open) {
      if (wanted === 0n) break;
      if (held.left === 0n) continue;
      const taken = held.left < wanted ? held.left : wanted;
      held.left -= taken;
      wanted -= taken;
      if (held.group === group) continue;
      const merged = [...held.group, ...group];
      groups.delete(held.group);
      groups.delete(group);
      groups.add(merged);
      for (const other of open) if (merged.includes(other.line)) other.group = merged;
      group = merged;
    }
  }
  return [...groups];
}
