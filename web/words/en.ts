import { bank } from "./enBank.ts";
import { billing } from "./enBilling.ts";
import { insurers } from "./enInsurers.ts";
import { proof } from "./enProof.ts";
import { reading } from "./enReading.ts";
import { shares } from "./enShares.ts";
import { shell } from "./enShell.ts";
import type { Words } from "./fr.ts";

export const en: Words = { ...shell, ...bank, ...billing, ...shares, ...insurers, ...reading, ...proof };
