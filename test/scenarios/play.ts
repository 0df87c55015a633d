import type { IsoDate } from "../../domain/days.ts";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { passDay } from "../../sql/acts/passDay.ts";
import type { Pool } from "../../sql/connect.ts";
import { daysFallingDue } from "../../sql/underWay.ts";
import type { Document } from "./documentSchema.ts";
import { importDocument } from "./documents.ts";
import type { ScenarioEvent } from "./eventSchema.ts";
import { playEvent } from "./events/index.ts";
import type { Scenario, WhatIf } from "./parse.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { lockAsGiven, openWorld, type Refusal, Unplayable, type World, within } from "./world.ts";

/** One attempt that was refused, and whether it left anything behind. */
export type Attempt = { step: number; kind: string; refusal: Refusal; changed: boolean };

export type Played = {
  world: World;
  /** State before the first event of each step, and after its last one; step 0 is after `before`. */
  before: Map<number, Snapshot>;
  after: Map<number, Snapshot>;
  last: Snapshot;
  refused: Attempt[];
};

/** Plays the events in order on a fresh database, up to a step or to the end, documents first on their days. */
export async function playScenario(pool: Pool, scenario: Scenario, upToStep?: number): Promise<Played> {
  const played = await startOf(pool, scenario);
  try {
    await playSteps(played, scenario, upToStep);
  } catch (failure) {
    throw tellingWhatWasRefused(failure as Error, played.refused, scenario);
  }
  return played;
}

async function startOf(pool: Pool, scenario: Scenario): Promise<Played> {
  const world = await openWorld(pool, scenario);
  return { world, before: new Map(), after: new Map(), last: await takeSnapshot(world), refused: [] };
}

async function playSteps(played: Played, scenario: Scenario, upToStep: number | undefined): Promise<void> {
  const { world } = played;
  const waiting = byDay(scenario.given?.documents ?? []);
  for (const event of scenario.before ?? []) {
    await loadDocuments(world, waiting, event.playedOn);
    await attempt(played, 0, event);
    await keepOpening(world);
  }
  const [first] = scenario.events;
  const locked = scenario.company?.lockedUpTo ?? "";
  const opening = first?.playedOn ?? "9999-12-31";
  await loadDocuments(world, waiting, locked > opening ? locked : opening);
  await lockAsGiven(world, scenario.company?.lockedUpTo);
  played.after.set(0, await takeSnapshot(world));
  for (const event of scenario.events) {
    const step = event.step ?? 0;
    if (upToStep !== undefined && step > upToStep) return;
    await loadDocuments(world, waiting, event.playedOn);
    if (!played.before.has(step)) played.before.set(step, await takeSnapshot(world));
    await attempt(played, step, event);
    played.last = await takeSnapshot(world);
    played.after.set(step, played.last);
  }
  await loadDocuments(world, waiting, "9999-12-31");
  played.last = await takeSnapshot(world);
}

/** A scenario that stops most often does so for what was refused before: that is told with it, unless the file expects it. */
function tellingWhatWasRefused(failure: Error, refused: readonly Attempt[], { expect }: Scenario): Error {
  const known = new Set((expect.refused ?? []).map(({ step }) => step));
  const told = refused.filter(({ step }) => !known.has(step));
  failure.message = [
    failure.message,
    ...told.map(({ step, kind, refusal }) => `step ${step}   ${kind} was refused   ${refusal.message}`),
  ].join("\n");
  return failure;
}

/** Plays one event; what stops it is told with its place in the file. */
async function playAt(world: World, place: string, event: ScenarioEvent): Promise<Refusal[]> {
  try {
    return await playEvent(world, event);
  } catch (failure) {
    (failure as Error).message = `${place}   ${event.kind} ${event.playedOn}   ${(failure as Error).message}`;
    throw failure;
  }
}

/** What came of an attempt: what the last event was refused with, and whether the books changed by it. */
export type Outcome = { refusals: Refusal[]; changed: boolean };

/** Plays up to the step of the attempt, then its own documents and events; the last one is judged by the caller. */
export async function playWhatIf(pool: Pool, scenario: Scenario, whatIf: WhatIf): Promise<Outcome> {
  const { world } = await playScenario(pool, scenario, whatIf.afterStep);
  const waiting = byDay(whatIf.documents ?? []);
  const known = new Set((await takeSnapshot(world)).documents.map((document) => document.number));
  const given = byDay((scenario.given?.documents ?? []).filter((document) => !known.has(document.number)));
  let outcome: Outcome = { refusals: [], changed: false };
  for (const event of whatIf.events) {
    await loadDocuments(world, given, event.playedOn);
    await loadDocuments(world, waiting, event.playedOn);
    await passDays(world, event.playedOn);
    const before = await takeSnapshot(world);
    const refusals = await playAt(world, `after step ${whatIf.afterStep}`, event);
    outcome = { refusals, changed: !sameState(before, await takeSnapshot(world)) };
  }
  return outcome;
}

/** The product's daily job runs for each day on which something falls due, up to that of the next event. */
async function passDays(world: World, upTo: IsoDate): Promise<void> {
  const { pool, companyId } = world;
  for (const on of await within(world, (db) => daysFallingDue(db, upTo))) {
    const at = new Date(`${on}T03:00:00Z`);
    await passDay(pool, companyId, { at, on });
    await matchWaitingLines(pool, companyId, { at, on });
  }
}

async function attempt(played: Played, step: number, event: ScenarioEvent): Promise<void> {
  await passDays(played.world, event.playedOn);
  const before = await takeSnapshot(played.world);
  const refusals = await playAt(played.world, step === 0 ? "before" : `step ${step}`, event);
  if (refusals.length === 0) return;
  const after = await takeSnapshot(played.world);
  for (const refusal of refusals) {
    const changed = refusal.document
      ? after.documents.some(({ number }) => number === refusal.document)
      : !sameState(before, after);
    played.refused.push({ step, kind: event.kind, refusal, changed });
  }
}

/** Whether nothing of what a person could see changed. */
function sameState(one: Snapshot, other: Snapshot): boolean {
  const words = ({ entries, payments, documents, bankLines, auditLog }: Snapshot) =>
    JSON.stringify({ entries, payments, documents, bankLines, auditLog }, (_, value) =>
      typeof value === "bigint" ? String(value) : value instanceof Map ? [...value] : value,
    );
  return words(one) === words(other);
}

function byDay(documents: readonly Document[]): Document[] {
  return documents.toSorted((a, b) => (a.issuedOn < b.issuedOn ? -1 : a.issuedOn > b.issuedOn ? 1 : 0));
}

/** Documents are loaded on their day, ahead of its events. */
async function loadDocuments(world: World, waiting: Document[], upTo: IsoDate): Promise<void> {
  for (let next = waiting[0]; next && next.issuedOn <= upTo; next = waiting[0]) {
    waiting.shift();
    const refusals = await importDocument(world, next, next.issuedOn);
    for (const { message } of refusals)
      throw new Unplayable(`document ${next.number} was refused: ${message}`);
    await keepOpening(world, next.number);
  }
}

/** Marks entries as belonging to the starting point: those of one document, or all there are. */
async function keepOpening(world: World, piece?: string): Promise<void> {
  const rows = await within(
    world,
    (db) => db<{ id: bigint }[]>`
    select id from journal_entry where ${piece ?? null}::text is null or piece = ${piece ?? null}
  `,
  );
  for (const { id } of rows) world.opening.add(id);
}
