import { z } from "zod";
import { account, amount, day, flag, payer, percent, shareAmount, signedAmount, text } from "./values.ts";

export const thirdParty = z.strictObject({
  aux: text,
  payer,
  name: text.optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "expected a country such as FR")
    .optional(),
  iban: text.optional(),
  mandate: text.optional(),
});

export const document = z.strictObject({
  number: text,
  type: z.enum(["invoice", "credit_note", "deposit_invoice", "supplier_invoice"]),
  issuedOn: day,
  total: amount,
  shares: z.array(shareAmount),
  lines: z.array(
    z.strictObject({
      account,
      label: text.optional(),
      net: signedAmount,
      vatRate: percent.optional(),
      vat: signedAmount.optional(),
      vatDue: z.enum(["delivery", "collection", "exempt"]),
    }),
  ),
  patient: text.optional(),
  fixedAsset: flag.optional(),
  earlyPaymentDiscount: z
    .strictObject({ percent: percent.optional(), withinDays: z.int().optional(), vatClause: flag.optional() })
    .optional(),
  deductedDeposit: z.strictObject({ document: text, amount }).optional(),
  netToPay: amount.optional(),
});

export type ThirdParty = z.output<typeof thirdParty>;
export type Document = z.output<typeof document>;
