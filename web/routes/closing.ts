import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import yazl from "yazl";
import { type FiscalYear, fiscalYear, fiscalYearOf } from "../../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { closeYear } from "../../sql/acts/closeYear.ts";
import { openSoftLock, setLock, setSoftLock } from "../../sql/acts/setLock.ts";
import { validateUpTo } from "../../sql/acts/validateEntries.ts";
import { writeAudit } from "../../sql/books.ts";
import { listArchives, writeArchive } from "../../sql/booksArchive.ts";
import {
  beforeClosing,
  beforeValidation,
  chainHeads,
  closings,
  yearsWithEntries,
} from "../../sql/closings.ts";
import { companyRoles, currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { yearStanding } from "../../sql/fec.ts";
import { type WrittenFile, writeFec } from "../../sql/fecFile.ts";
import type { Role } from "../../sql/users.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { oneOf, text } from "../input.ts";
import { download, missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import type { SpooledFile } from "../tables.ts";
import { dayTyped } from "../typed.ts";
import { type ClosingScreen, closingPage, type YearRow } from "../views/closing.ts";
import type { CompanyVisit } from "../visit.ts";

export function closingRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/closing",
    reads(services, "viewer", async ({ request, visit, db }) =>
      page(
        closingPage(
          visit,
          await readClosing(visit, db, {
            said: saidOf(visit, text(request.query.said)),
            validating: dayTyped(request.query.validate),
          }),
        ),
      ),
    ),
  );
  const act = (address: string, role: Role, doing: Doing) =>
    router.post(
      `/closing${address}`,
      acts(services, role, (acting) => fromPage(services, acting, doing)),
    );
  act("/validation", "accountant", validate);
  act("/soft-lock", "accountant", softLock);
  act("/soft-lock/opening", "admin", openLock);
  act("/hard-lock", "admin", hardLock);
  act("/:year/close", "admin", close);
  act("/:year/fec", "accountant", sendFec);
  act("/:year/archive", "accountant", sendArchive);
  return router;
}

type Given = {
  services: Services;
  visit: CompanyVisit;
  body: Record<string, unknown>;
  year: FiscalYear | undefined;
  by: { companyId: bigint; by: bigint; at: Date };
};
type Outcome =
  | { said: string }
  | { file: SpooledFile }
  | { problems: readonly Problem[] }
  | { wrong: string; validating?: IsoDate }
  | "missing";
type Doing = (given: Given) => Promise<Outcome>;

/** Done, with what to say of it; or the page again, with why not. */
async function fromPage(services: Services, { request, visit }: Acting, doing: Doing): Promise<Reply> {
  const year = await yearAsked(services, visit, request.params.year);
  const outcome = await doing({
    services,
    visit,
    body: (request.body ?? {}) as Record<string, unknown>,
    year,
    by: { companyId: visit.company.id, by: visit.user.id, at: visit.now },
  });
  if (outcome === "missing") return missing;
  if ("said" in outcome) return redirect(`${visit.company.base}/closing?said=${outcome.said}`);
  if ("file" in outcome) return download(outcome.file);
  return asCompany(services.pool, visit.company.id, async (db) =>
    page(closingPage(visit, await readClosing(visit, db, outcome)), {
      status: "wrong" in outcome ? 422 : 409,
    }),
  );
}

function yearAsked(services: Services, visit: CompanyVisit, typed: unknown): Promise<FiscalYear | undefined> {
  return asCompany(services.pool, visit.company.id, async (db) => {
    if (typeof typed !== "string" || !/^\d{4}$/.test(typed)) return undefined;
    return fiscalYear(Number(typed), (await currentCompany(db)).yearEndMonth);
  });
}

/** "ok", or what the act refused. */
function answered(parsed: Parsed<unknown>, said: string): Outcome {
  return parsed.ok ? { said } : { problems: parsed.problems };
}

const validate: Doing = async ({ services, visit, body, by }) => {
  const upTo = dayTyped(body.upTo);
  if (upTo === undefined) return { wrong: visit.words.closing.dayNeeded };
  if (body.confirm !== "yes") return { wrong: visit.words.closing.confirmNeeded, validating: upTo };
  const done = await validateUpTo(services.pool, { ...by, upTo, on: visit.today });
  return done.ok ? { said: `validated-${done.value.validated}` } : done;
};

const softLock: Doing = async ({ services, visit, body, by }) => {
  if (body.lift === "yes") return answered(await setSoftLock(services.pool, { ...by, upTo: null }), "lifted");
  const upTo = dayTyped(body.upTo);
  if (upTo === undefined) return { wrong: visit.words.closing.dayNeeded };
  return answered(await setSoftLock(services.pool, { ...by, upTo }), "soft");
};

const openLock: Doing = async ({ services, body, by }) => {
  const minutes = Number(oneOf(text(body.minutes), ["30", "60", "240"] as const) ?? "60");
  const reason = text(body.reason) ?? "";
  return answered(await openSoftLock(services.pool, { ...by, minutes, reason }), "opened");
};

const hardLock: Doing = async ({ services, visit, body, by }) => {
  const upTo = dayTyped(body.upTo);
  if (upTo === undefined) return { wrong: visit.words.closing.dayNeeded };
  if (body.confirm !== "yes") return { wrong: visit.words.closing.confirmNeeded };
  return answered(await setLock(services.pool, { ...by, upTo }), "hard");
};

const close: Doing = async ({ services, visit, body, by, year }) => {
  if (!year) return "missing";
  if (body.confirm !== "yes") return { wrong: visit.words.closing.confirmNeeded };
  return answered(await closeYear(services.pool, { ...by, year: year.year, on: visit.today }), "closed");
};

/** The FEC and its description, packed: both go together. */
const sendFec: Doing = async ({ services, by, year }) => {
  if (!year) return "missing";
  return packed(async (folder) => {
    const written = await asCompany(services.pool, by.companyId, async (db) => {
      const made = await writeFec(db, folder, year);
      if (made.ok)
        await writeAudit(db, by.companyId, {
          actorId: by.by,
          at: by.at,
          action: "export_fec",
          subject: "company",
          subjectId: by.companyId,
          detail: { year: year.year, rows: made.value.fec.rows, sha256: made.value.fec.sha256 },
        });
      return made;
    });
    if (!written.ok) return { problems: written.problems };
    const { fec, description } = written.value;
    return { files: [fec, description], name: fec.name.replace(/\.txt$/, ".zip") };
  });
};

const sendArchive: Doing = async ({ services, by, year }) => {
  if (!year) return "missing";
  return packed(async (folder) => {
    const made = await asCompany(services.pool, by.companyId, (db) => writeArchive(db, folder, year, by));
    if (!made.ok) return { problems: made.problems };
    return {
      files: made.value.files,
      name: `archive-${year.year}-${made.value.manifestSha256.slice(0, 8)}.zip`,
    };
  });
};

type Made = { files: readonly WrittenFile[]; name: string } | { problems: readonly Problem[] };

/** Files written to a folder of their own → one to download. Nothing is left behind when they are refused. */
async function packed(make: (folder: string) => Promise<Made>): Promise<Outcome> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-books-"));
  try {
    const made = await make(folder);
    if ("problems" in made) {
      fs.rmSync(folder, { recursive: true, force: true });
      return made;
    }
    const file = path.join(folder, "packed.zip");
    const zip = new yazl.ZipFile();
    for (const each of made.files) zip.addFile(each.path, each.name);
    zip.end();
    await pipeline(zip.outputStream, fs.createWriteStream(file));
    return { file: { folder, path: file, name: made.name, type: "application/zip" } };
  } catch (failure) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw failure;
  }
}

function saidOf(visit: CompanyVisit, said: string | undefined): string | undefined {
  const says = visit.words.closing.said;
  const count = /^validated-(\d{1,9})$/.exec(said ?? "")?.[1];
  if (count !== undefined) return says.validated(Number(count));
  const known = oneOf(said, ["closed", "soft", "lifted", "opened", "hard"] as const);
  return known && says[known];
}

async function readClosing(
  visit: CompanyVisit,
  db: Db,
  told: {
    said?: string | undefined;
    problems?: readonly Problem[];
    wrong?: string;
    /** The day up to which somebody asked what validation would make final. */
    validating?: IsoDate | undefined;
  },
): Promise<ClosingScreen> {
  const [company, roles, closed, heads] = [
    await currentCompany(db),
    await companyRoles(db),
    await closings(db),
    await chainHeads(db),
  ];
  const present = fiscalYearOf(visit.today, company.yearEndMonth).year;
  const numbers = [...new Set([...(await yearsWithEntries(db)), present])].toSorted((a, b) => b - a);
  const years: YearRow[] = [];
  for (const number of numbers) {
    const year = fiscalYear(number, company.yearEndMonth);
    const closing = closed.find((each) => each.year === number);
    const isOver = visit.today > year.closingOn;
    years.push({
      ...year,
      standing: await yearStanding(db, year),
      closing,
      before: closing || !isOver ? undefined : await beforeClosing(db, year, roles),
      accounts: roles,
      head: heads.find((head) => head.year === number),
    });
  }
  const { validating } = told;
  const ahead = validating !== undefined && validating > visit.today;
  const early = ahead ? [error("validation_ahead", { params: { day: validating, today: visit.today } })] : [];
  return {
    company,
    years,
    validation: validating === undefined || ahead ? undefined : await beforeValidation(db, validating, roles),
    archives: await listArchives(db),
    lockOpen: company.softLockOpenUntil !== null && company.softLockOpenUntil > visit.now,
    said: told.said,
    problems: told.problems ?? early,
    wrong: told.wrong,
  };
}
