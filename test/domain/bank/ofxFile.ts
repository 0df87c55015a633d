/** Writes OFX 1. Valid by default: a test changes what matters. */
export const ACCOUNT = "<BANKACCTFROM><BANKID>90004<BRANCHID>00823<ACCTID>00012345678</BANKACCTFROM>";

export function transaction(values: Record<string, string | undefined> = {}): string {
  const all = {
    TRNTYPE: "CREDIT",
    DTPOSTED: "20260605",
    TRNAMT: "12.50",
    FITID: "A1B2C3D4",
    NAME: "MARTIN",
    ...values,
  };
  const tags = Object.entries(all).flatMap(([name, text]) =>
    text === undefined ? [] : [`<${name}>${text}`],
  );
  return `<STMTTRN>${tags.join("\n")}</STMTTRN>\n`;
}

export function statement(
  transactions: string,
  changes: { account?: string; currency?: string; balance?: string } = {},
): string {
  const { account = ACCOUNT, currency = "<CURDEF>EUR", balance = "112.50" } = changes;
  const ledger = `<LEDGERBAL><BALAMT>${balance}<DTASOF>20260605</LEDGERBAL>`;
  const list = `<BANKTRANLIST><DTSTART>20260601<DTEND>20260605\n${transactions}</BANKTRANLIST>`;
  return `<STMTTRNRS><STMTRS>${currency}${account}\n${list}${ledger}</STMTRS></STMTTRNRS>\n`;
}

export function file(...statements: string[]): string {
  const header = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n";
  return `${header}<OFX><BANKMSGSRSV1>${statements.join("")}</BANKMSGSRSV1></OFX>\n`;
}
