import { type Party, partyAt } from "./parties.ts";
import { bankText } from "./truth.ts";
import { ordinaryParties, ownDue, partyOf, type World } from "./world.ts";

/** Answers that fit a line equally well: no more than a person is shown first. Of more, none is expected. */
export const TOLD_APART = 3;

/**
 * What else in the world fits what stands on a line. The larger a world, the more of its customers have names alike and owe the same:
 * whether a line has one right answer is counted here, in the whole world, whatever the engine finds.
 */
type Census = { byDue?: Map<number, number[]>; bySurname?: Map<string, number[]> };
const CENSUSES = new WeakMap<World, Census>();

function censusOf(world: World): Census {
  const known = CENSUSES.get(world) ?? {};
  CENSUSES.set(world, known);
  return known;
}

/** Invoices of which their customer owes exactly so many cents. */
export function invoicesOwing(world: World, cents: number): number[] {
  const census = censusOf(world);
  census.byDue ??= grouped(world.invoices, (invoice) => ownDue(world, invoice));
  return census.byDue.get(cents) ?? [];
}

/** Of those, the ones of customers whose name begins so, as a bank writes it; one more than `most` where there are more. */
export function invoicesOwingOf(world: World, cents: number, beginning: string, most: number): number[] {
  const isOf = (invoice: number) => bankText(partyOf(world, invoice).name).startsWith(beginning);
  return someOf(invoicesOwing(world, cents), isOf, most);
}

/** The members of a list that fit; no more than one beyond `most` is looked for, since a list of usual amounts is long. */
export function someOf<T>(list: readonly T[], fits: (each: T) => boolean, most: number): T[] {
  const found: T[] = [];
  for (const each of list) {
    if (found.length > most) break;
    if (fits(each)) found.push(each);
  }
  return found;
}

/** Customers whose name, legal forms aside, is the written one but for one slip at the most; `written` as a bank writes it. */
export function customersOneSlipFrom(world: World, written: string): Party[] {
  const census = censusOf(world);
  census.bySurname ??= grouped(
    ordinaryParties(world),
    (index) => lastTwo(partyAt(world.seed, index).name)[1],
  );
  const [first, surname] = lastTwo(written);
  const [firsts, surnames] = [oneSlipFrom(first), oneSlipFrom(surname)];
  const near = [...surnames, surname].flatMap((each) => census.bySurname?.get(each) ?? []);
  return [...new Set(near)]
    .map((index) => partyAt(world.seed, index))
    .filter(({ name }) => {
      const [itsFirst, itsSurname] = lastTwo(name);
      return itsFirst === first || (itsSurname === surname && firsts.has(itsFirst));
    });
}

/** A name without its legal form: the trade or the first name, and the word that is its own. */
function lastTwo(name: string): [string, string] {
  const [first = "", surname = ""] = bankText(name).split(" ").slice(-2);
  return [first, surname];
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Every writing of a word with one letter changed, added, left out, or exchanged with the next. */
function oneSlipFrom(word: string): Set<string> {
  const slips = new Set<string>();
  for (let at = 0; at <= word.length; at++) {
    const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
    for (const other of LETTERS) slips.add(before + other + letter + after);
    if (letter === "") continue;
    for (const other of LETTERS) slips.add(before + other + after);
    slips.add(before + after);
    slips.add(before + after.charAt(0) + letter + after.slice(1));
  }
  return slips;
}

function grouped<Key>(count: number, keyOf: (index: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (let index = 0; index < count; index++) {
    const key = keyOf(index);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return groups;
}
