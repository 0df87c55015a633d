import { once } from "node:events";
import {
  type CertificateContent,
  certificateJson,
  holds,
  itemName,
  LAW_SIDES,
  type LawFigures,
} from "../../domain/accounting/certificate.ts";
import { formatEuros } from "../../domain/money.ts";
import { type Certificate, findCertificate, openItems } from "../../sql/certificates.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import type { Command, Options } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const certificate: Command = {
  usage: "rappro certificate [--company NAME] [--number N] [--json]",
  says: `Prints the certificate of a night, the last one unless another is named: lines in = posted + waiting + set aside, debit = credit,
dues = ledger, what is open and why, and the hash of the night before. --json gives the file as it can be verified elsewhere.
Ends with 1 when the certificate says that a sum does not close.`,
  options: { ...companyOption, number: { type: "string" }, json: { type: "boolean" } },
  run: async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      return await asCompany(program.pool, company.id, (db) => print(db, options));
    } finally {
      await program.close();
    }
  },
};

async function print(db: Db, options: Options): Promise<number> {
  const number = numberOf(options.number);
  const found = await findCertificate(db, number);
  if (!found)
    throw new Unusable(
      number === undefined ? "No night was certified yet." : `There is no certificate ${number}.`,
    );
  if (options.json) await printJson(db, found);
  else await printSheet(db, found);
  return found.holds ? 0 : 1;
}

function numberOf(given: Options[string]): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "string" && /^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new Unusable(`--number is the number of a certificate, such as 12, not "${given}".`);
}

async function printJson(db: Db, found: Certificate): Promise<void> {
  for await (const part of certificateJson(found, openItems(db, found.nightId)))
    if (!process.stdout.write(part)) await once(process.stdout, "drain");
}

async function printSheet(db: Db, { nightId, number, content, hash }: Certificate): Promise<void> {
  const { company, lines, arrived, files, open, markedPaid } = content;
  console.log(`Certificate ${number} of ${company.name}${company.siren ? ` (${company.siren})` : ""}`);
  console.log(`Night of ${content.startedAt} to ${content.finishedAt}\n`);
  console.log(`Files: ${files.read} read, ${files.refused} refused, ${files.waiting} waiting`);
  row("Lines of this night", arrived.count, arrived.cents);
  row("All lines: posted", lines.posted.count, lines.posted.cents);
  row("           waiting", lines.waiting.count, lines.waiting.cents);
  row("           set aside", lines.setAside.count, lines.setAside.cents);
  console.log("\nLaws");
  for (const law of content.laws) printLaw(law);
  console.log(`\nOpen: ${open.count}; marked as paid without payment: ${markedPaid.count}`);
  printReasons(content);
  for await (const items of openItems(db, nightId))
    for (const { name, reason, since, cents } of items)
      console.log(`    ${since}  ${reason.padEnd(28)} ${name.padEnd(28)} ${euros(cents).padStart(16)}`);
  console.log(`\nHash of the night before  ${content.previousHash}\nHash of this certificate  ${hash}`);
}

function printLaw(figures: LawFigures): void {
  const { law, unit, left, right, items } = figures;
  const write = (figure: string) => (unit === "cents" ? euros(figure) : figure);
  const sides = LAW_SIDES[law];
  const sum = `${sides.left} ${write(left)} ${left === right ? "=" : "≠"} ${sides.right} ${write(right)}`;
  console.log(`  ${holds(figures) ? "holds" : "FAILS"}  ${law.padEnd(26)} ${sum}`);
  for (const item of items)
    console.log(`           ${itemName(item)}: ${write(item.left)}, ${write(item.right)}`);
}

function printReasons({ open }: CertificateContent): void {
  for (const { kind, reason, count, cents } of open.reasons) row(`${kind}: ${reason}`, count, cents);
}

function row(label: string, count: number, cents: string): void {
  console.log(`  ${label.padEnd(44)}${String(count).padStart(8)}  ${euros(cents).padStart(18)}`);
}

function euros(cents: string): string {
  return formatEuros(BigInt(cents), "en");
}
