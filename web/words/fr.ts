import { typeset } from "../format.ts";
import { bank } from "./frBank.ts";
import { billing } from "./frBilling.ts";
import { books } from "./frBooks.ts";
import { company } from "./frCompany.ts";
import { dunning } from "./frDunning.ts";
import { help } from "./frHelp.ts";
import { insurers } from "./frInsurers.ts";
import { live } from "./frLive.ts";
import { matching } from "./frMatching.ts";
import { orders } from "./frOrders.ts";
import { password } from "./frPassword.ts";
import { payment } from "./frPayment.ts";
import { proof } from "./frProof.ts";
import { reading } from "./frReading.ts";
import { receipts } from "./frReceipts.ts";
import { settings } from "./frSettings.ts";
import { settling } from "./frSettling.ts";
import { shares } from "./frShares.ts";
import { shell } from "./frShell.ts";
import { triage } from "./frTriage.ts";
import { typing } from "./frTyping.ts";
import { weights } from "./frWeights.ts";

const plain = {
  ...shell,
  ...bank,
  ...billing,
  ...books,
  ...company,
  ...dunning,
  ...help,
  ...insurers,
  ...live,
  ...matching,
  ...orders,
  ...password,
  ...payment,
  ...proof,
  ...reading,
  ...receipts,
  ...settings,
  ...settling,
  ...shares,
  ...triage,
  ...typing,
  ...weights,
};

/** Every word of the screens. The English ones have the same keys, or do not compile. */
export type Words = typeof plain;

export const fr: Words = typesetAll(plain);

/** Typography goes over texts, lists, and what the functions answer. */
function typesetAll<T>(words: T): T {
  if (typeof words === "string") return typeset(words) as T;
  if (typeof words === "function") return ((...values: unknown[]) => typeset(String(words(...values)))) as T;
  if (Array.isArray(words)) return words.map(typesetAll) as T;
  const entries = Object.entries(words as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, value]) => [key, typesetAll(value)])) as T;
}
