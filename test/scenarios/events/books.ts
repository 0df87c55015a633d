import { setLock as lockBooksUpTo } from "../../../sql/acts/setLock.ts";
import { validateEntries as validate } from "../../../sql/acts/validateEntries.ts";
import { messageOf } from "../documents.ts";
import { instantOf, Unplayable, within } from "../world.ts";
import type { Player } from "./index.ts";

export const validateEntries: Player<"validate_entries"> = async (world, event) => {
  const { companyId, references } = world;
  const { upTo, pieces = [], playedOn } = event;
  const named = pieces.map((piece) => references.get(piece) ?? piece);
  for (const [nth, piece] of named.entries()) {
    const [entry] = await within(world, (db) => db`select from journal_entry where piece = ${piece} limit 1`);
    if (!entry) throw new Unplayable(`no entry has the piece ${pieces[nth]}`);
  }
  const which = upTo === undefined ? { pieces: named } : { upTo };
  const at = instantOf(world, playedOn);
  await within(world, (db) => validate(db, { companyId, ...which, on: playedOn, at }));
  return [];
};

export const setLock: Player<"set_lock"> = async (world, event) => {
  const { pool, companyId } = world;
  const at = instantOf(world, event.playedOn);
  const locked = await lockBooksUpTo(pool, { companyId, upTo: event.lockedUpTo, at });
  return locked.ok ? [] : [{ message: messageOf(locked.problems) }];
};
