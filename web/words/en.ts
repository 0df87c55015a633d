import { bank } from "./enBank.ts";
import { billing } from "./enBilling.ts";
import { books } from "./enBooks.ts";
import { company } from "./enCompany.ts";
import { dunning } from "./enDunning.ts";
import { help } from "./enHelp.ts";
import { insurers } from "./enInsurers.ts";
import { live } from "./enLive.ts";
import { matching } from "./enMatching.ts";
import { orders } from "./enOrders.ts";
import { password } from "./enPassword.ts";
import { payment } from "./enPayment.ts";
import { proof } from "./enProof.ts";
import { reading } from "./enReading.ts";
import { receipts } from "./enReceipts.ts";
import { settings } from "./enSettings.ts";
import { settling } from "./enSettling.ts";
import { shares } from "./enShares.ts";
import { shell } from "./enShell.ts";
import { triage } from "./enTriage.ts";
import { typing } from "./enTyping.ts";
import { weights } from "./enWeights.ts";
import type { Words } from "./fr.ts";

export const en: Words = {
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
