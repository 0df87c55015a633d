/** Writes camt.053. Valid by default: a test changes what matters. */
const IBAN = "FR7690004008230001234567863";

type Entry = {
  amount?: string;
  currency?: string;
  direction?: string;
  status?: string;
  date?: string;
  rest?: string;
};

export function entry(changes: Entry = {}): string {
  const { amount = "12.50", currency = "EUR", direction = "CRDT", rest = "" } = changes;
  const { status = "<Sts>BOOK</Sts>", date = "<BookgDt><Dt>2026-06-05</Dt></BookgDt>" } = changes;
  const sign = direction === "" ? "" : `<CdtDbtInd>${direction}</CdtDbtInd>`;
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt>${sign}${status}${date}${rest}</Ntry>\n`;
}

export function details(...transactions: string[]): string {
  return `<NtryDtls>${transactions.map((text) => `<TxDtls>${text}</TxDtls>`).join("")}</NtryDtls>`;
}

export function balance(
  type: string,
  amount: string,
  changes: { currency?: string; date?: string } = {},
): string {
  const { currency = "EUR", date = "2026-06-05" } = changes;
  const sign = amount.startsWith("-") ? "DBIT" : "CRDT";
  const code = `<Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp>`;
  const value = `<Amt Ccy="${currency}">${amount.replace("-", "")}</Amt><CdtDbtInd>${sign}</CdtDbtInd>`;
  return `<Bal>${code}${value}<Dt><Dt>${date}</Dt></Dt></Bal>\n`;
}

export function account(id = `<IBAN>${IBAN}</IBAN>`, currency = "<Ccy>EUR</Ccy>"): string {
  return `<Acct><Id>${id}</Id>${currency}</Acct>\n`;
}

export function document(...statements: string[]): string {
  const all = statements.map((text) => `<Stmt><Id>S</Id>${text}</Stmt>\n`).join("");
  const namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}"><BkToCstmrStmt>\n${all}</BkToCstmrStmt></Document>\n`;
}

/** A statement of one entry, whose balances agree with it. */
export function around(...entries: string[]): string {
  return document(`${account()}${balance("OPBD", "100.00")}${balance("CLBD", "112.50")}${entries.join("")}`);
}
