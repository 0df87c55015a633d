import type { Page } from "playwright-core";
import type { Demo } from "./demo.ts";
import { DEMO_ACCOUNTANT } from "./demo.ts";

/** A page to look at: a name for its picture, and its address. */
export type Stop = { name: string; address: string };

/** Pages without a thing of their own in the address, below the company. */
const FIXED: Record<string, string> = {
  accueil: "",
  "a-rapprocher": "/lines",
  "a-rapprocher-vide": "/lines?q=introuvable",
  fichiers: "/files",
  ordres: "/orders",
  virement: "/orders/new/transfer",
  regles: "/rules",
  "regle-nouvelle": "/rules/new",
  memoire: "/memory",
  confiance: "/trust",
  cotes: "/trust/weights",
  passages: "/runs",
  factures: "/invoices",
  impayes: "/unpaid",
  "impayes-vide": "/unpaid?number=introuvable",
  "impayes-faute": "/unpaid?total=abc",
  relances: "/reminders",
  reglements: "/payments",
  remises: "/remittances",
  "payees-sans-reglement": "/paid-without-payment",
  organismes: "/insurers",
  journal: "/journal",
  "saisie-manuelle": "/journal/manual",
  balance: "/balance",
  "grand-livre": "/ledger",
  "balance-agee": "/aged",
  "rapprochement-bancaire": "/reconciliation",
  cloture: "/closing",
  certificats: "/certificates",
  encaissements: "/payment-reports",
  "files-attente": "/queues",
  reglages: "/settings",
  dossier: "/settings/company",
  comptes: "/settings/accounts",
  "plan-comptable": "/settings/chart",
  journaux: "/settings/journals",
  "page-inconnue": "/nowhere",
};

/** Pages of one thing: where a link to one stands (an address below the company, or an earlier stop), and what the link looks like. */
const FOUND: Record<string, { on: string; link: RegExp }> = {
  repartir: { on: "/lines", link: /\/lines\?line=\d+&split=1$/ },
  "etat-de-compte": { on: "/unpaid", link: /\/parties\/\d+$/ },
  ligne: { on: "/lines", link: /\/lines\/\d+$/ },
  facture: { on: "/unpaid", link: /\/invoices\/\d+$/ },
  "facture-reglement": { on: "/unpaid", link: /\/invoices\/\d+\?pay=\d+/ },
  "facture-modifiee": { on: "facture", link: /\/invoices\/\d+\/edit$/ },
  "ligne-passee": { on: "/payments", link: /\/lines\/\d+$/ },
  "facture-payee": { on: "/payments", link: /\/invoices\/\d+$/ },
  fichier: { on: "/files", link: /\/files\/\d+$/ },
  releve: { on: "", link: /\/statements\/\d+$/ },
  compte: { on: "", link: /\/accounts\/\d+$/ },
  organisme: { on: "/insurers", link: /\/insurers\/\d+$/ },
  ecriture: { on: "/journal", link: /\/journal\/\d+$/ },
  reglement: { on: "/payments", link: /\/payments\/\d+$/ },
  ordre: { on: "/orders", link: /\/orders\/\d+$/ },
  "certificat-nuit": { on: "/certificates", link: /\/certificates\/\d+$/ },
  "passees-seules": { on: "/trust", link: /\/posted\?/ },
  "compte-lignes": { on: "/balance", link: /\/ledger\/\d+\?/ },
};

/** Signs in as the accountant of the demonstration and answers where the company begins. */
export async function enter(tab: Page, demo: Demo): Promise<string> {
  await tab.goto(`${demo.address}/sign-in`);
  await tab.fill("#email", DEMO_ACCOUNTANT.email);
  await tab.fill("#password", DEMO_ACCOUNTANT.password);
  await tab.click("form.sign button");
  await tab.waitForURL(/\/d\/\d+$/);
  return tab.url();
}

/** Every kind of page, with one example of those that show one thing. Fails when a kind has no example any more. */
export async function tourOf(tab: Page, company: string): Promise<Stop[]> {
  const stops: Stop[] = Object.entries(FIXED).map(([name, rest]) => ({ name, address: company + rest }));
  stops.push({ name: "mot-de-passe", address: new URL("/password", company).href });
  for (const [name, { on, link }] of Object.entries(FOUND)) {
    await tab.goto(stops.find((stop) => stop.name === on)?.address ?? company + on);
    const links = await tab.$$eval("a[href]", (all) =>
      all.map((each) => (each as unknown as { href: string }).href),
    );
    const address = links.find((each) => link.test(each.split("#")[0] ?? ""));
    if (!address) throw new Error(`no page of the kind "${name}" is linked from ${on || "the home page"}`);
    stops.push({ name, address: address.split("#")[0] ?? address });
  }
  return stops;
}
