import type { Request, Response } from "express";
import { dayIn, type IsoDate } from "../domain/days.ts";
import type { Language } from "../domain/money.ts";
import type { NavigationCounts } from "../sql/screens/navigation.ts";
import type { Membership, Role, User } from "../sql/users.ts";
import { type Format, formatFor } from "./format.ts";
import type { Services } from "./services.ts";
import { en } from "./words/en.ts";
import { fr, type Words } from "./words/fr.ts";

/** One request as the pages see it: who asks, in which language, on which day. */
export type Visit = {
  words: Words;
  format: Format;
  language: Language;
  now: Date;
  today: IsoDate;
  timeZone: string;
  /** The address asked for, to come back to. */
  address: string;
  user: User | undefined;
  /** The password of the user was drawn for them: they choose their own before anything else. */
  choosesPassword: boolean;
  memberships: readonly Membership[];
  company: VisitedCompany | undefined;
  counts: NavigationCounts | undefined;
};

export type VisitedCompany = {
  id: bigint;
  name: string;
  role: Role;
  /** What every address of this company begins with. */
  base: string;
};

/** A visit to the pages of one company by one of its members. */
export type CompanyVisit = Visit & { user: User; company: VisitedCompany };

const LANGUAGE_COOKIE = "rappro_language";

/** The visit before anybody is known. */
export function newVisit(services: Services, request: Request): Visit {
  const language = languageOf(request);
  const now = services.clock();
  const today = dayIn(services.environment.timeZone, now);
  return {
    words: language === "fr" ? fr : en,
    format: formatFor(language, today, services.environment.timeZone),
    language,
    now,
    today,
    timeZone: services.environment.timeZone,
    address: request.originalUrl,
    user: undefined,
    choosesPassword: false,
    memberships: [],
    company: undefined,
    counts: undefined,
  };
}

/** French unless the visitor chose English: the product's users work in French whatever their browser says. */
function languageOf(request: Request): Language {
  return new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=en(?:;|$)`).test(request.headers.cookie ?? "")
    ? "en"
    : "fr";
}

export function rememberLanguage(response: Response, language: Language, secure: boolean): void {
  response.cookie(LANGUAGE_COOKIE, language, {
    httpOnly: true,
    sameSite: "lax",
    secure,
    maxAge: 365 * 24 * 3_600_000,
  });
}

export function visitOf(response: Response): Visit {
  return response.locals.visit as Visit;
}

const RANK: Record<Role, number> = { viewer: 0, accountant: 1, admin: 2 };

export function mayAct(visit: { company: { role: Role } | undefined }, needed: Role): boolean {
  return visit.company !== undefined && RANK[visit.company.role] >= RANK[needed];
}
