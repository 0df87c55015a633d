import type { IsoDate } from "../../domain/days.ts";
import { absCents, type Cents, decimalOf, sumCents } from "../../domain/money.ts";

/** A line as a bank would write it. `reference` is what the bank calls it: it becomes the piece of the entry. */
export type CamtLine = {
  reference: string;
  amount: Cents;
  bookedOn: IsoDate;
  label: string;
  details?: readonly string[];
  counterparty?: { name?: string; iban?: string };
  endToEndId?: string;
  returnReason?: string;
};

export type CamtStatement = { id: string; iban: string; opening: Cents; lines: readonly CamtLine[] };

/** One camt.053 file; the closing balance of each statement is its opening balance plus its lines. */
export function camtFile(statements: readonly CamtStatement[]): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
<BkToCstmrStmt><GrpHdr><MsgId>${escaped(statements[0]?.id ?? "")}</MsgId></GrpHdr>
${statements.map(statementXml).join("\n")}
</BkToCstmrStmt>
</Document>
`);
}

export function closingOf({ opening, lines }: CamtStatement): Cents {
  return opening + sumCents(lines.map((line) => line.amount));
}

function statementXml(statement: CamtStatement): string {
  const days = statement.lines.map((line) => line.bookedOn).sort();
  const [first = "2026-01-01"] = days;
  return `<Stmt><Id>${escaped(statement.id)}</Id>
<Acct><Id><IBAN>${statement.iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balanceXml("OPBD", statement.opening, first)}
${balanceXml("CLBD", closingOf(statement), days.at(-1) ?? first)}
${statement.lines.map(lineXml).join("\n")}
</Stmt>`;
}

function balanceXml(code: string, amount: Cents, on: IsoDate): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amountXml(amount)}<Dt><Dt>${on}</Dt></Dt></Bal>`;
}

function amountXml(amount: Cents): string {
  return `<Amt Ccy="EUR">${decimalOf(absCents(amount))}</Amt><CdtDbtInd>${amount < 0n ? "DBIT" : "CRDT"}</CdtDbtInd>`;
}

function lineXml(line: CamtLine): string {
  return `<Ntry><NtryRef>${escaped(line.reference)}</NtryRef>${amountXml(line.amount)}<Sts>BOOK</Sts>
<BookgDt><Dt>${line.bookedOn}</Dt></BookgDt><AcctSvcrRef>${escaped(line.reference)}</AcctSvcrRef>
<NtryDtls><TxDtls>${detailsXml(line)}</TxDtls></NtryDtls>
<AddtlNtryInf>${escaped(line.label)}</AddtlNtryInf></Ntry>`;
}

function detailsXml({ amount, details = [], counterparty, endToEndId, returnReason }: CamtLine): string {
  const party = amount < 0n ? "Cdtr" : "Dbtr";
  const name = counterparty?.name ? `<${party}><Nm>${escaped(counterparty.name)}</Nm></${party}>` : "";
  const iban = counterparty?.iban
    ? `<${party}Acct><Id><IBAN>${counterparty.iban}</IBAN></Id></${party}Acct>`
    : "";
  return [
    endToEndId ? `<Refs><EndToEndId>${escaped(endToEndId)}</EndToEndId></Refs>` : "",
    name || iban ? `<RltdPties>${name}${iban}</RltdPties>` : "",
    details.length > 0
      ? `<RmtInf>${details.map((text) => `<Ustrd>${escaped(text)}</Ustrd>`).join("")}</RmtInf>`
      : "",
    returnReason ? `<RtrInf><Rsn><Cd>${escaped(returnReason)}</Cd></Rsn></RtrInf>` : "",
  ].join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A valid French IBAN of an invented bank, one for each number. */
export function ibanOf(number: number): string {
  const [bank, branch, account] = [30006n, 1n, BigInt(number)];
  const key = 97n - ((89n * bank + 15n * branch + 3n * account) % 97n);
  const bban = `${bank}${String(branch).padStart(5, "0")}${String(account).padStart(11, "0")}${String(key).padStart(2, "0")}`;
  // F is 15 and R is 27: ISO 7064, letters counted from A = 10.
  const check = 98n - (BigInt(`${bban}152700`) % 97n);
  return `FR${String(check).padStart(2, "0")}${bban}`;
}
