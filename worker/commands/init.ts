import { isValidIBAN } from "ibantools";
import { type BankPlace, isBankPlace } from "../../domain/accounting/accounts.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { listCompanies } from "../../sql/companies.ts";
import type { Command, Options } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";

export const init: Command = {
  usage: "rappro init --company NAME [--siren N] [--iban IBAN[:JOURNAL:ACCOUNT]]… [--test]",
  says: `Creates a company with the default accounts and journals, and its bank accounts.
  --company NAME  what it is called, here and on screen
  --siren N       nine digits; names the FEC file
  --iban IBAN     a bank account of the company; may be given several times. With its journal and its account where the books
                  have them already (FR76…:BNP:512010); BQ1 and 512100, BQ2 and 512200 … otherwise
  --test          a company to try things in: test files of insurers are posted in no other`,
  options: {
    company: { type: "string" },
    siren: { type: "string" },
    iban: { type: "string", multiple: true },
    test: { type: "boolean" },
  },
  run: async (options) => {
    const { name, siren, ibans } = readCompany(options);
    const program = await openProgram({ logLevel: "warn" });
    try {
      const known = await listCompanies(program.pool);
      if (known.some((company) => company.name === name))
        throw new Unusable(`There is a company called ${name} already.`);
      const isTest = options.test === true;
      await createCompany(program.pool, { name, ...(siren ? { siren } : {}), ibans, isTest, at: new Date() });
    } finally {
      await program.close();
    }
    console.log(`${name} is ready, with ${ibans.length} bank account${ibans.length === 1 ? "" : "s"}.`);
    return 0;
  },
};

type BankAccount = string | ({ iban: string } & BankPlace);

function readCompany(options: Options): { name: string; siren?: string; ibans: BankAccount[] } {
  const { company, siren, iban } = options as { company?: string; siren?: string; iban?: string[] };
  const name = company?.trim();
  if (!name) throw new Unusable("A company needs a name: --company NAME");
  if (siren !== undefined && !isSiren(siren))
    throw new Unusable(`--siren ${siren} is not a SIREN: nine digits, such as 732829320`);
  const ibans = (iban ?? []).map(readBankAccount);
  const places = ibans.filter((each) => typeof each !== "string");
  for (const field of ["journal", "account"] as const) {
    const twice = places.find((place, at) => places.findIndex((other) => other[field] === place[field]) < at);
    if (twice)
      throw new Unusable(`--iban: two bank accounts have the ${field} ${twice[field]}; each needs its own`);
  }
  return { name, ...(siren ? { siren } : {}), ibans };
}

/** "FR76…", or "FR76…:BNP:512010". */
function readBankAccount(text: string): BankAccount {
  const [iban = "", journal, account, ...more] = text.replace(/\s/g, "").toUpperCase().split(":");
  if (!isValidIBAN(iban)) throw new Unusable(`--iban ${iban} is not an IBAN: its check digits are wrong`);
  if (journal === undefined) return iban;
  const place = { journal, account: account ?? "" };
  if (more.length > 0 || !isBankPlace(place))
    throw new Unusable(
      `--iban ${text}: after the IBAN come a journal of two to five letters and an account 512, as in FR76…:BNP:512010`,
    );
  return { iban, ...place };
}

/** Nine digits whose Luhn sum is a multiple of ten. */
function isSiren(text: string): boolean {
  if (!/^\d{9}$/.test(text)) return false;
  const sum = [...text].reverse().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
