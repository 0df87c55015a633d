/** Writes CFONB 120 as the 2010 note prints it. Valid by default: a test changes what matters. */
export type Cells = Readonly<Record<number, string>>;

const RECORD = 120;
const SIGNS = { credit: "{ABCDEFGHI", debit: "}JKLMNOPQR" };
const ACCOUNT: Cells = { 3: "90004", 12: "00823", 17: "EUR", 20: "2", 22: "00012345678" };

/** One record: column → text. Later cells win over the account's. */
export function record(code: string, cells: Cells): string {
  const columns = Array.from({ length: RECORD }, () => " ");
  for (const [first, text] of Object.entries({ 1: code, ...ACCOUNT, ...cells })) {
    for (const [offset, character] of [...text].entries()) columns[Number(first) - 1 + offset] = character;
  }
  return columns.join("");
}

export function amountZone(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(14, "0");
  const signs = amount < 0n ? SIGNS.debit : SIGNS.credit;
  return `${digits.slice(0, 13)}${signs[Number(digits.at(-1))] ?? ""}`;
}

export function opening(amount: bigint, cells: Cells = {}): string {
  return record("01", { 35: "040626", 91: amountZone(amount), ...cells });
}

export function closing(amount: bigint, cells: Cells = {}): string {
  return record("07", { 35: "050626", 91: amountZone(amount), ...cells });
}

export function movement(amount: bigint, cells: Cells = {}): string {
  return record("04", {
    33: "05",
    35: "050626",
    43: "060626",
    49: "VIR SEPA MARTIN",
    91: amountZone(amount),
    ...cells,
  });
}

export function complement(qualifier: string, information: string, cells: Cells = {}): string {
  return record("05", { 33: "05", 35: "050626", 46: qualifier, 49: information, ...cells });
}

export function file(...records: string[]): string {
  return records.map((text) => `${text}\r\n`).join("");
}

/** A whole statement around some records, with the closing balance they give. */
export function statement(sum: bigint, ...records: string[]): string {
  return file(opening(10_000n), ...records, closing(10_000n + sum));
}
