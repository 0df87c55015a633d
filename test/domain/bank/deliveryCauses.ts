import { gzipSync } from "node:zlib";
import type { CSV_PROBLEMS } from "../../../domain/bank/csvProblems.ts";
import type { DELIVERY_PROBLEMS } from "../../../domain/bank/deliveryProblems.ts";
import type { ReadOptions } from "../../../domain/bank/formats/read.ts";
import { around, details, entry } from "./camtFile.ts";
import { closing, file, opening } from "./cfonbFile.ts";
import { zip } from "./zipFile.ts";

/** A file that causes a problem, with what was said of it, if anything had to be. */
export type Cause = string | { bytes: Uint8Array | string; options?: ReadOptions };

const VALID = file(opening(0n), closing(0n));
const table = (header: string, ...rows: string[]) =>
  `IBAN : FR7690004008230001234567863\n${[header, ...rows].join("\n")}\n`;
const qonto = (status: string) =>
  table(
    "Statut;Date de valeur (local);Nom de la contrepartie;Montant total (TTC);Identifiant de transaction",
    `${status};01/06/2026;A;1,00;x`,
  );

/** What can be wrong with tables, archives, notices and batches. */
export const DELIVERY_CAUSES: Record<keyof typeof CSV_PROBLEMS | keyof typeof DELIVERY_PROBLEMS, Cause> = {
  csv_columns_unknown: "Buchungstag;Text;Betrag\n05.06.2026;Miete;-1,00\n",
  csv_column_missing: {
    bytes: "Tag;Text;Betrag\n05.06.2026;Miete;-1,00\n",
    options: { csvMapping: { date: "Tag", label: "Text", amount: "Amount" } },
  },
  chosen_account_differs: {
    bytes: table("Date;Libellé;Montant", "01/06/26;A;1,00"),
    options: { account: { key: "90042001170004512378K", currency: "EUR" } },
  },
  csv_balance_differs: table("Date;Libellé;Montant;Solde", "01/06/26;A;1,00;1,00", "02/06/26;B;1,00;3,00"),
  csv_total_differs: table("Date;Libellé;Montant", "01/06/26;A;1,00", ";Total;3,00"),
  csv_status_unknown: qonto("Peut-être"),
  entries_cancelled: qonto("Annulé"),
  notification_not_booked: around(entry())
    .replaceAll("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    .replaceAll("Stmt>", "Ntfctn>"),
  batch_details_do_not_add_up: around(
    entry({ rest: details('<Amt Ccy="EUR">1.00</Amt>', '<Amt Ccy="EUR">2.00</Amt>') }),
  ),
  archive_too_large: { bytes: gzipSync(Buffer.concat([Buffer.from(VALID), Buffer.alloc(20_000_000, " ")])) },
  return_among_statements: { bytes: zip([{ name: "retour.rsp", bytes: `000CP${" ".repeat(123)}0990` }]) },
  archive_encrypted: { bytes: zip([{ name: "r.txt", bytes: VALID, flags: 1 }]) },
  archive_nested: { bytes: gzipSync(gzipSync(VALID)) },
  archive_unreadable: { bytes: zip([{ name: "r.txt", bytes: VALID }]).subarray(0, -1) },
  archive_file_skipped: { bytes: zip([{ name: "r.pdf", bytes: "%PDF-1.7" }]) },
};

export const DELIVERY_WARNINGS = [
  "entries_cancelled",
  "notification_not_booked",
  "batch_details_do_not_add_up",
  "archive_file_skipped",
] as const;
