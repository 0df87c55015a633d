import { brokenLaw, holds } from "../domain/accounting/certificate.ts";
import { issueCertificate } from "../sql/acts/issueCertificate.ts";
import { matchWaitingLines } from "../sql/acts/matchLines.ts";
import { passDay } from "../sql/acts/passDay.ts";
import { lockBooks } from "../sql/books.ts";
import type { Certificate } from "../sql/certificates.ts";
import { currentCompany } from "../sql/companies.ts";
import { asCompany, type Db, type Pool } from "../sql/connect.ts";
import { unreadFiles } from "../sql/files.ts";
import { learnHabits } from "../sql/habits.ts";
import { lastNight, type NightSummary, summariseNight, writeNight } from "../sql/nights.ts";
import { drawRechecks } from "../sql/rechecks.ts";
import { reviewRights } from "../sql/rights.ts";
import { pingDatabase } from "../sql/users.ts";
import type { Moment } from "./fileTask.ts";
import { importFile } from "./importFile.ts";
import { Refused } from "./refusals.ts";

/** What a night tells while it works: for a person who waits at the command line. */
export type NightStep =
  | { kind: "file"; fileId: bigint; state: string; linesRead: number; linesNew: number; failure?: unknown }
  | { kind: "matching"; seen: number; posted: number };

/**
 * Job: the night of one company. Lets fall due what falls due, reads every file that still waits, decides every line that waits, and
 * writes down what became of all that arrived since the night before, with its certificate. A wrong file does not stop the others.
 * @param moment.seed the lot by which posted lines are drawn for a blind check
 * @throws Refused when a sum of the certificate is off by a cent, with the sum, both figures and the items concerned
 */
export async function runNight(
  pool: Pool,
  companyId: bigint,
  moment: Moment & { clock: () => Date; seed: string },
  tell: (step: NightStep) => void = () => {},
): Promise<NightSummary> {
  const { now, today, clock, seed } = moment;
  await passDay(pool, companyId, { at: now, on: today });
  await readWaiting(pool, companyId, moment, tell);
  await matchWaitingLines(pool, companyId, { at: clock(), on: today }, (run) =>
    tell({ kind: "matching", ...run }),
  );
  const { summary, certificate } = await asCompany(pool, companyId, async (db) => {
    await lockBooks(db);
    const since = (await lastNight(db)) ?? new Date(0);
    const finishedAt = clock();
    const summary = await summariseNight(db, since, finishedAt);
    const id = await writeNight(db, companyId, { startedAt: now, finishedAt, summary });
    await reflect(db, companyId, { since, at: finishedAt, seed });
    return {
      summary,
      certificate: await issueCertificate(db, companyId, { id, startedAt: now, finishedAt }),
    };
  });
  if (!certificate.holds) throw new Refused(whatIsOff(certificate));
  return summary;
}

/** Which sums are off, for the log, the board of the queues and the command line. */
export function whatIsOff({ number, content }: Pick<Certificate, "number" | "content">): string {
  const broken = content.laws.filter((law) => !holds(law));
  return `certificate ${number} does not hold: ${broken.map(brokenLaw).join("; ")}`;
}

/** Every file that waits, and those that another one released: what is read once tonight is not tried again. */
async function readWaiting(
  pool: Pool,
  companyId: bigint,
  moment: Moment,
  tell: (step: NightStep) => void,
): Promise<void> {
  const tried = new Set<bigint>();
  const waiting = async () =>
    (await asCompany(pool, companyId, (db) => unreadFiles(db))).filter(({ id }) => !tried.has(id));
  for (let files = await waiting(); files.length > 0; files = await waiting())
    for (const { id } of files) {
      tried.add(id);
      await readOne(pool, companyId, id, moment, tell);
    }
}

async function readOne(
  pool: Pool,
  companyId: bigint,
  fileId: bigint,
  moment: Moment,
  tell: (step: NightStep) => void,
): Promise<void> {
  try {
    const reading = await importFile(pool, { companyId, fileId }, moment);
    if (reading)
      tell({
        kind: "file",
        fileId,
        state: reading.state,
        linesRead: reading.linesRead,
        linesNew: reading.linesNew,
      });
  } catch (failure) {
    if (failure instanceof Refused) {
      tell({ kind: "file", fileId, state: "refused", linesRead: 0, linesNew: 0 });
      return;
    }
    // The database answers: it is this file that cannot be read, and the others do not wait for it. Its own job tells why.
    await pingDatabase(pool);
    tell({ kind: "file", fileId, state: "received", linesRead: 0, linesNew: 0, failure });
  }
}

/** What the night teaches: habits of payers, evidence that broke its promise, and lines for a person to check without their answer. */
async function reflect(
  db: Db,
  companyId: bigint,
  { since, at, seed }: { since: Date; at: Date; seed: string },
): Promise<void> {
  const { settings } = await currentCompany(db);
  await learnHabits(db, companyId, at);
  await reviewRights(db, companyId, settings.promisedErrors, at);
  await drawRechecks(db, companyId, { since, count: settings.recheckPerNight, seed, at });
}
