import { error, type Parsed } from "../problems.ts";
import type { FactCode } from "./evidence.ts";
import { MODEL, type ScoreModel, speaksAgainst } from "./model.ts";

/** Weights of a company in place of the program's, in decibans. The version is that of the change which saved them. */
export type OwnWeights = { version: string; decibans: Record<string, number> };

/** What a company may weigh: the facts of customers' invoices, and what an answer weighs before any of them. */
export const WEIGHABLE = [
  "prior",
  "number_read",
  "number_in_reference",
  "number_in_rf",
  "number_without_prefix",
  "number_split",
  "number_cut_fits",
  "number_close",
  "iban_known",
  "name_exact",
  "name_learnt",
  "name_spelling",
  "name_longer",
  "name_part",
  "name_cut_fits",
  "name_close",
  "amount_exact",
  "sum_exact",
  "credit_netted",
  "discount_named",
  "part_named",
  "no_number",
  "homonym",
  "amount_below_due",
  "amount_above_due",
  "other_number_read",
  "unpayable_named",
  "number_at_the_cut",
  "other_party_named",
  "payer_unknown",
  "payer_not_named",
  "search_cut_short",
] as const satisfies readonly ("prior" | FactCode)[];

export type Weighable = (typeof WEIGHABLE)[number];

/** Beyond this a fact is as good as certain, and more of it means nothing. */
const DECIBANS_MAX = 150;

/** What a fact weighs in a model, or an answer before its facts. */
export function weightIn(model: ScoreModel, what: Weighable): number {
  return what === "prior" ? model.prior : model.weights[what];
}

/** The bounds of a weight: a fact against an answer never speaks for it, nor one for it against. */
export function boundsOf(what: Weighable): { least: number; most: number } {
  const isAgainst = what === "prior" || speaksAgainst(what);
  return isAgainst ? { least: -DECIBANS_MAX, most: 0 } : { least: 0, most: DECIBANS_MAX };
}

/** The program's model with a company's weights in it. Its name tells which: "2026-11/42". */
export function modelWith(own: OwnWeights | undefined): ScoreModel {
  if (!own) return MODEL;
  const { prior = MODEL.prior, ...weights } = own.decibans;
  return { ...MODEL, id: `${MODEL.id}/${own.version}`, prior, weights: { ...MODEL.weights, ...weights } };
}

/** The version in the name of a model; undefined for the program's own, and for one of another program's weights. */
export function versionOf(modelId: string | undefined): string | undefined {
  return modelId?.startsWith(`${MODEL.id}/`) ? modelId.slice(MODEL.id.length + 1) : undefined;
}

/** Whole decibans as people type them, with a real minus or a hyphen; undefined for what is none, or beyond its bounds. */
export function weightTyped(what: Weighable, text: string): number | undefined {
  const { least, most } = boundsOf(what);
  const plain = text.trim().replace("−", "-");
  const value = /^-?\d{1,3}$/.test(plain) ? Number(plain) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/**
 * Weights as a form gives them. What equals the program's weight is left out, so
 * that a later program's weight holds.
 * @returns the weights that differ, or a refusal for each that is not one
 */
export function readWeights(typed: Partial<Record<Weighable, string>>): Parsed<Record<string, number>> {
  const decibans: Record<string, number> = {};
  const problems = [];
  for (const what of WEIGHABLE) {
    const text = (typed[what] ?? "").trim();
    if (text === "") continue;
    const { least, most } = boundsOf(what);
    const value = weightTyped(what, text);
    if (value === undefined)
      problems.push(
        error("weight_out_of_range", {
          field: what,
          value: text,
          params: { least: String(least), most: String(most) },
        }),
      );
    else if (value !== weightIn(MODEL, what)) decibans[what] = value;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: decibans, warnings: [] };
}

/** Fewer decisions than this propose nothing. */
export const LESSONS_MIN = 30;

/** The weights that a model fitted to people's decisions would have, within their bounds, where they are not the program's. */
export function ownDecibans(fitted: ScoreModel): Record<string, number> {
  const own: Record<string, number> = {};
  for (const what of WEIGHABLE) {
    const { least, most } = boundsOf(what);
    const weight = Math.max(least, Math.min(most, weightIn(fitted, what)));
    if (weight !== weightIn(MODEL, what)) own[what] = weight;
  }
  return own;
}
