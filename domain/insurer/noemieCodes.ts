import type { Language } from "../money.ts";
import type { AmcTreatment, InsurerKind } from "./return.ts";

/** The value lists of section 5, confirmed as codes; the wording is ours. A code that is not here is shown as received. */
type Words = Readonly<Record<Language, string>>;

/**
 * Who sends (5.1), as far as it says who pays: the funds are compulsory insurers, OC and CS complementary ones. A concentrator
 * (OT) and the others relay either, so the first item decides.
 */
const EMITTER_KINDS: ReadonlyMap<string, InsurerKind> = new Map([
  ...["CP", "CR", "CT", "MA", "SR", "SM", "CM", "CF", "RP", "EN", "RM"].map(amo),
  ...["CE", "CC", "CI", "PB", "BF", "AN", "SE"].map(amo),
  ["OC", "amc"] as const,
  ["CS", "amc"] as const,
]);

export function emitterKind(type: string): InsurerKind | undefined {
  return EMITTER_KINDS.get(type);
}

/** Types of invoice (5.3) that only a complementary insurer is asked: DRE, AMC flow, paper for the AMC. */
export const AMC_INVOICE_TYPES: ReadonlySet<string> = new Set(["D", "A", "C"]);

/** Who handles the complementary part (5.4). Blank: nobody here. */
export const AMC_TREATMENTS: ReadonlyMap<string, AmcTreatment> = new Map([
  ["C", "coordinated"],
  ["V", "separate_transfers"],
  ["N", "image_sent"],
  ["E", "split_on_workstation"],
  ["A", "split_by_concentrator"],
  ["F", "split_by_concentrator"],
]);

/** Types of return (5.2). */
export const RETURN_TYPES: ReadonlyMap<string, Words> = new Map([
  ["01", { fr: "factures électroniques", en: "electronic invoices" }],
  ["02", { fr: "factures papier", en: "paper invoices" }],
  ["03", { fr: "forfaits et paiements uniques", en: "lump sums and one-off payments" }],
  ["04", { fr: "rappels", en: "corrections of earlier payments" }],
  ["05", { fr: "retenues", en: "recoveries" }],
]);

/** Nature of a debt (5.5). */
export const DEBT_NATURES: ReadonlyMap<string, Words> = new Map([
  ["IND", { fr: "indu sur prestations", en: "benefits paid unduly" }],
  ["IEC", { fr: "indu dû à une erreur comptable", en: "paid unduly after an accounting error" }],
  ["IPH", { fr: "indu sur avance à la pharmacie", en: "undue advance to a pharmacy" }],
  ["IPI", { fr: "créance d’une autre caisse", en: "claim of another fund" }],
  ["ACC", { fr: "acompte sur prestations", en: "payment on account of benefits" }],
  ["API", { fr: "acompte de la caisse centralisatrice", en: "payment on account by the paying fund" }],
  ["APR", { fr: "avance", en: "advance" }],
  ["AFF", { fr: "affranchissement", en: "postage" }],
  ["ISP", { fr: "mandat ou solde impayé", en: "unpaid order or balance" }],
  ["ODL", { fr: "opposition interne pour double paiement", en: "stopped by the fund, which had paid twice" }],
  ["OID", { fr: "autre opposition", en: "other stop" }],
  ["REL", { fr: "reliquat", en: "remainder" }],
  ["VMI", { fr: "virement ou mandat revenu impayé", en: "transfer or order returned unpaid" }],
]);

/**
 * What is done to a debt (5.6), and whether it changes this transfer. That RPR alone does is assumed: the control totals of
 * the file refuse it where it is not so, and the line to change is here.
 */
export const DEBT_OPERATIONS: ReadonlyMap<string, Words & { moves: boolean }> = new Map([
  ["CIN", { fr: "créance enregistrée", en: "debt recorded", moves: false }],
  ["RPR", { fr: "retenue sur prestations", en: "withheld on benefits", moves: true }],
  ["PAI", { fr: "payée", en: "paid", moves: false }],
  ["ANT", { fr: "annulée", en: "cancelled", moves: false }],
  ["RMO", { fr: "montant rectifié", en: "amount corrected", moves: false }],
  ["REL", { fr: "informations rectifiées", en: "details corrected", moves: false }],
  ["RDP", { fr: "remise partielle", en: "waived in part", moves: false }],
  ["RDT", { fr: "remise totale", en: "waived in whole", moves: false }],
  ["RDS", { fr: "remise, sous le seuil", en: "waived below the threshold", moves: false }],
  ["NVP", { fr: "admise en non-valeur en partie", en: "written off in part", moves: false }],
  ["NVT", { fr: "admise en non-valeur", en: "written off in whole", moves: false }],
  ["LOP", { fr: "opposition levée en partie", en: "stop lifted in part", moves: false }],
  ["LOT", { fr: "opposition levée", en: "stop lifted in whole", moves: false }],
  ["PPR", { fr: "passée en profit", en: "taken to profit", moves: false }],
  ["RAS", { fr: "remboursée à l’assuré", en: "refunded to the insured", moves: false }],
]);

/** References known to be made of these entities (section 11). */
export const REFERENCES: ReadonlySet<string> = new Set(["576", "580"]);

function amo(type: string): readonly [string, InsurerKind] {
  return [type, "amo"];
}
