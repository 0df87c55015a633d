import type { DiscountOffer, InvoiceDraft, Lifecycle, Payer } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import { describeProblem, type Problem } from "../../domain/problems.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { ibanOf } from "./camt.ts";
import type { Document } from "./documentSchema.ts";
import { type Refusal, Unplayable, type World, within } from "./world.ts";

/** Brings one document into the books as an invoice file would. Each by itself: one refused does not stop the others. */
export async function importDocument(world: World, document: Document, today: IsoDate): Promise<Refusal[]> {
  const draft = draftOf(world, document);
  const imported = await within(world, (db) => importInvoices(db, world.companyId, [draft], { today }));
  if (!imported.ok) return [{ message: messageOf(imported.problems), document: document.number }];
  return [];
}

/** What a person reads of problems, in both languages. */
export function messageOf(problems: readonly Problem[]): string {
  return problems
    .flatMap((problem) => [describeProblem(problem, "fr"), describeProblem(problem, "en")])
    .flatMap(({ says, toDo }) => [says, toDo])
    .join(" ");
}

/** In the language amounts are positive; in the books those of a credit note are negative all through. */
function draftOf(world: World, document: Document): InvoiceDraft {
  const sign = document.type === "credit_note" ? -1n : 1n;
  const party = (payer: Payer, aux: string) => {
    const known = world.thirdParties.get(aux);
    if (!known) return { payer, aux, name: aux };
    const nth = [...world.thirdParties.keys()].indexOf(aux);
    return { payer, aux, name: known.name ?? aux, iban: known.iban ?? ibanOf(900 + nth) };
  };
  const own = document.shares.find((share) => share.payer !== "amo" && share.payer !== "amc");
  const [first] = document.shares;
  const customer = own ?? (document.patient ? { payer: "patient" as const, aux: document.patient } : first);
  if (!customer) throw new Unplayable(`document ${document.number} has no share`);
  return {
    number: document.number,
    type: typeOf(document),
    lifecycle: lifecycleOf(document.number),
    issuedOn: document.issuedOn,
    total: sign * document.total,
    ...(document.earlyPaymentDiscount ? { discountOffer: offerOf(document.earlyPaymentDiscount) } : {}),
    ...(document.fixedAsset === undefined ? {} : { fixedAsset: document.fixedAsset }),
    customer: party(customer.payer, customer.aux),
    shares: document.shares.map(({ payer, aux, amount }) => ({
      ...party(payer, aux),
      amount: sign * amount,
    })),
    lines: document.lines.map((line) => ({
      account: line.account,
      ...(line.label ? { label: line.label } : {}),
      net: sign * line.net,
      vatRate: line.vatRate ?? 0,
      vat: sign * (line.vat ?? 0n),
      vatDue: line.vatDue,
    })),
    ...depositsOf(document),
  };
}

/** In the books a credit note of a supplier is an invoice of his with its amounts below zero. */
function typeOf({ type, shares }: Document): InvoiceDraft["type"] {
  const isOfSupplier = shares.some(({ payer }) => payer === "supplier");
  return type === "credit_note" && isOfSupplier ? "supplier_invoice" : type;
}

/** What is left to pay is what the shares say: where the file writes it too, it must be that. */
function depositsOf({ number, total, deductedDeposit, netToPay }: Document): Pick<InvoiceDraft, "deposits"> {
  const deducted = deductedDeposit?.amount ?? 0n;
  if (netToPay !== undefined && netToPay !== total - deducted)
    throw new Unplayable(`document ${number}: netToPay is not its total less the deposit`);
  return deductedDeposit ? { deposits: [{ number: deductedDeposit.document, amount: deducted }] } : {};
}

function offerOf({
  percent,
  withinDays,
  vatClause = false,
}: NonNullable<Document["earlyPaymentDiscount"]>): DiscountOffer {
  return {
    vatClause,
    ...(percent === undefined ? {} : { percent }),
    ...(withinDays === undefined ? {} : { withinDays }),
  };
}

/** As the reader of invoice files has it: a number that begins with PROV is temporary (S0.2). */
function lifecycleOf(number: string): Lifecycle {
  return /^\(?PROV/i.test(number) ? "draft" : "issued";
}
