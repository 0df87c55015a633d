import { bank } from "./enBank.ts";
import { billing } from "./enBilling.ts";
import { books } from "./enBooks.ts";
import { insurers } from "./enInsurers.ts";
import { reading } from "./enReading.ts";
import { shares } from "./enShares.ts";
import { shell } from "./enShell.ts";
import type { Words } from "./fr.ts";

export const en: Words = { ...shell, ...bank, ...billing, ...shares, ...insurers, ...reading, ...books };
