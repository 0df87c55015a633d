import type { ExpectedEntry, ExpectedLettering } from "../expectSchema.ts";
import type { FoundEntry, FoundLine, Snapshot } from "../snapshot.ts";
import { coreOf, type EntriesById, findEntries, sideOf } from "./entries.ts";
import { compareValue, difference } from "./pairs.ts";

/**
 * Lettering by groups and case over whole entries: the lines that share a code in the file share one in the product and no
 * other line does. The code itself does not count.
 */
export function compareLetteringOfEntries(expected: readonly ExpectedEntry[], snapshot: Snapshot): string[] {
  const byId = findEntries(expected, snapshot);
  const { missing, extra } = difference(expectedGroups(expected), foundGroups(byId, snapshot));
  const lines = [...missing.map((group) => `- ${group}`), ...extra.map((group) => `+ ${group}`)];
  return lines.length === 0 ? [] : [["lettering", ...lines].join("\n")];
}

function expectedGroups(expected: readonly ExpectedEntry[]): string[] {
  const groups = new Map<string, { balanced: boolean; members: string[] }>();
  for (const entry of expected) {
    for (const line of entry.lines ?? []) {
      if (!line.letterCode) continue;
      const key = `${line.account} ${line.aux ?? ""} ${line.letterCode}`;
      const group = groups.get(key) ?? { balanced: isCapital(line.letterCode), members: [] };
      group.members.push(memberOf(entry.id, line));
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(groupText);
}

function foundGroups(byId: EntriesById, snapshot: Snapshot): string[] {
  const labels = new Map([...byId].map(([label, entry]) => [entry.id, label]));
  const groups = new Map<bigint, { balanced: boolean; members: string[] }>();
  for (const entry of snapshot.entries) {
    for (const line of entry.lines) {
      if (!line.group) continue;
      const group = groups.get(line.group.id) ?? { balanced: isCapital(line.group.code), members: [] };
      group.members.push(memberOf(labels.get(entry.id) ?? "another entry", line));
      groups.set(line.group.id, group);
    }
  }
  return [...groups.values()].map(groupText);
}

function memberOf(label: string, line: Parameters<typeof coreOf>[0]): string {
  return `${label} ${coreOf(line).replace(/ +/g, " ")}`;
}

function groupText({ balanced, members }: { balanced: boolean; members: string[] }): string {
  return `${balanced ? "balanced" : "partial "}  ${members.sort().join(", ")}`;
}

function isCapital(code: string): boolean {
  return code === code.toUpperCase();
}

/** Groups looked at by themselves, with code and day where the file asks for them. */
export function compareLettering(
  groups: readonly ExpectedLettering[],
  expected: readonly ExpectedEntry[],
  snapshot: Snapshot,
): string[] {
  const byId = findEntries(expected, snapshot);
  return groups.flatMap((group) => {
    const name = `lettering ${[group.account, group.aux, group.letterCode].filter(Boolean).join(" ")}`;
    return compareGroup(group, byId, snapshot).map((difference) => `${name}   ${difference}`);
  });
}

function compareGroup(group: ExpectedLettering, byId: EntriesById, snapshot: Snapshot): string[] {
  const lines = group.lines.map(({ entry, ...side }) =>
    findLine(byId.get(entry), { account: group.account, ...(group.aux ? { aux: group.aux } : {}), ...side }),
  );
  const absent = group.lines.filter((_, at) => !lines[at]);
  if (absent.length > 0) return absent.map((line) => `no line ${line.entry} ${sideOf(line)}`);
  const ids = new Set(lines.map((line) => line?.group?.id));
  const found = lines[0]?.group;
  if (ids.size > 1 || !found) return ["expected one group   found its lines in several, or in none"];
  const members = snapshot.entries
    .flatMap((entry) => entry.lines)
    .filter((line) => line.group?.id === found.id);
  return [
    ...compareValue("lines in the group", String(group.lines.length), String(members.length)),
    ...compareValue("case", caseOf(group.letterCode), caseOf(found.code)),
    ...(group.literal ? compareValue("code", group.letterCode, found.code) : []),
    ...(group.letteredOn ? compareValue("letteredOn", group.letteredOn, found.letteredOn ?? "none") : []),
  ];
}

function caseOf(code: string): string {
  return isCapital(code) ? "capitals" : "small letters";
}

/** A line of an entry by its account, third party (where given) and side. */
export function findLine(
  entry: FoundEntry | undefined,
  wanted: {
    account: string;
    aux?: string | undefined;
    debit?: bigint | undefined;
    credit?: bigint | undefined;
  },
): FoundLine | undefined {
  return entry?.lines.find(
    (line) =>
      line.account === wanted.account &&
      (wanted.aux === undefined || line.aux === wanted.aux) &&
      sideOf(line) === sideOf(wanted),
  );
}
