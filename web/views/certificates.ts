import { holds, type LawFigures, type OpenItem } from "../../domain/accounting/certificate.ts";
import { absCents, sumCents } from "../../domain/money.ts";
import type { Certificate, ItemsAsked } from "../../sql/certificates.ts";
import type { SeenNight } from "../../sql/screens/seenLines.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { reasonName } from "./evidence.ts";
import { layout } from "./layout.ts";
import { amount, count, countTo, nextPage, phrase, plainAmount, state, time } from "./parts.ts";

const HASH_SHOWN = 12;

export function certificatesPage(
  visit: CompanyVisit,
  screen: { certificates: Certificate[]; next: number | undefined; further: boolean },
): Html {
  const { words, company } = visit;
  const says = words.certificates;
  const base = `${company.base}/certificates`;
  return layout(visit, {
    title: says.title,
    link: "certificates",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
${screen.certificates.length > 0 ? certificateTable(visit, screen.certificates) : html`<div class="notes"><p class="note">${says.empty}</p></div>`}
${nextPage(visit, { next: screen.next === undefined ? undefined : `${base}${query({ before: screen.next })}`, start: screen.further ? base : undefined })}`,
  });
}

function certificateTable(visit: CompanyVisit, certificates: readonly Certificate[]): Html {
  const { certificates: says } = visit.words;
  const { heads } = says;
  const rows = certificates.map((certificate) => {
    const { number, content, hash } = certificate;
    return html`<tr><td class="nw"><a class="inv" href="${visit.company.base}/certificates/${number}">${says.heads.number} ${visit.format.count(number)}</a></td><td class="soft nw">${visit.format.instant(new Date(content.startedAt))}</td><td class="amt">${linked(visit, content.arrived.count, `${number}/lines`)}</td><td class="amt">${count(visit, content.lines.posted.count)}</td><td class="amt">${linked(visit, content.lines.waiting.count, openAddress(number, WAITING))}</td><td class="amt">${linked(visit, content.open.count, openAddress(number, ALL))}</td><td class="nw">${sums(visit, certificate)}</td><td><code class="faint" title="${hash}">${hash.slice(0, HASH_SHOWN)}</code></td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t many"><thead><tr><th scope="col">${heads.number}</th><th scope="col">${heads.night}</th><th scope="col" class="amt">${heads.arrived}</th><th scope="col" class="amt">${heads.posted}</th><th scope="col" class="amt">${heads.waiting}</th><th scope="col" class="amt">${heads.open}</th><th scope="col">${heads.state}</th><th scope="col">${heads.hash}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const ALL: ItemsAsked = { kind: undefined, reason: undefined };
const WAITING: ItemsAsked = { kind: "bank_line", reason: undefined };

/** Open items of a certificate, behind the address of them all. */
function openAddress(number: number, { kind, reason }: ItemsAsked): string {
  return `${number}${query({ kind, reason })}#items`;
}

/** A number of what a night counted, with a link to it when it counts some. */
function linked(visit: CompanyVisit, value: number, to: string): Html {
  return countTo(visit, value, `${visit.company.base}/certificates/${to}`);
}

/** The files that brought the lines of a night, with how many each. */
export function filesOfNight(visit: CompanyVisit, files: SeenNight["files"]): Html | null {
  if (files.length === 0) return null;
  const { words, company } = visit;
  const { files: title, fileHeads: heads } = words.seen;
  const rows = files.map(
    ({ id, name, lines }) =>
      html`<tr><td class="cut"><a href="${company.base}/files/${String(id)}">${name}</a></td><td class="amt">${countTo(visit, lines, `${company.base}/files/${String(id)}#statements`)}</td></tr>`,
  );
  return html`<section class="block" id="files"><h2>${title}</h2><table class="t in-block"><thead><tr><th scope="col">${heads.name}</th><th scope="col" class="amt">${heads.lines}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function sums(visit: CompanyVisit, { holds: exact, content }: Certificate): Html {
  const says = visit.words.certificates;
  return exact ? state("ok", says.exact) : state("bad", says.off(broken(content.laws)));
}

function broken(laws: readonly LawFigures[]): number {
  return laws.filter((law) => !holds(law)).length;
}

export function certificatePage(
  visit: CompanyVisit,
  certificate: Certificate,
  screen: {
    asked: ItemsAsked;
    items: (OpenItem & { rank: number })[];
    next: number | undefined;
    further: boolean;
  },
): Html {
  const { words, format, company } = visit;
  const { asked } = screen;
  const says = words.certificates;
  const { content } = certificate;
  const title = says.one(format.count(certificate.number));
  const address = `${company.base}/certificates/${certificate.number}`;
  const off = broken(content.laws);
  const [from, to] = [new Date(content.startedAt), new Date(content.finishedAt)];
  return layout(visit, {
    title,
    link: "certificates",
    body: html`<div class="title"><h1>${title}</h1><p>${says.of(content.company.name, content.company.siren)}, ${says.night(format.instant(from), format.hour(to))}</p><a class="btn" href="${address}.json">${says.json}</a></div>
<div class="notes"><p class="note${off === 0 ? "" : " bad"}">${off === 0 ? says.allHolds : html`<strong>${says.someOff(off)}</strong>`}</p></div>
<div class="grid proof">
<section class="g-7">${lawTable(visit, content.laws)}</section>
<section class="g-5">${lineTable(visit, certificate)}</section>
<section class="g-7">${moneyTable(visit, certificate)}</section>
<section class="g-5">${reasonTable(visit, certificate)}</section>
${screen.items.length > 0 ? html`<section class="g-12" id="items">${itemTable(visit, screen.items, { asked, whole: `${address}#items` })}${nextPage(visit, { next: screen.next === undefined ? undefined : `${address}${query({ ...asked, after: screen.next })}#items`, start: screen.further ? `${address}${query(asked)}#items` : undefined })}</section>` : null}
<section class="g-12">${chainFacts(visit, certificate)}</section>
</div>`,
  });
}

function lawTable(visit: CompanyVisit, laws: readonly LawFigures[]): Html {
  const says = visit.words.certificates;
  const heads = says.lawHeads;
  return html`<div class="sec"><h2>${says.laws}</h2></div>
<div class="wide" role="region" tabindex="0" aria-label="${says.laws}"><table class="t in-block"><thead><tr><th scope="col">${heads.law}</th><th scope="col" class="amt">${heads.left}</th><th scope="col" class="amt">${heads.right}</th><th scope="col">${heads.state}</th></tr></thead><tbody>${laws.map((law) => lawRow(visit, law))}</tbody></table></div>`;
}

function lawRow(visit: CompanyVisit, figures: LawFigures): Html {
  const { certificates: says } = visit.words;
  const { law, unit, left, right, off, items } = figures;
  const write = (figure: string) =>
    unit === "cents" ? visit.format.amount(BigInt(figure)) : visit.format.count(BigInt(figure));
  // A certificate is read for years: a law that later versions do not know is shown by its code.
  const named = (says.lawNames as Record<string, { name: string; says: string }>)[law];
  const gap = absCents(BigInt(left) - BigInt(right));
  const wrong = gap === 0n ? says.offItems(off) : says.unequal(write(String(gap)));
  const where = items.map((item) => {
    const what = subject(visit, { ...item, name: item.name ?? item.subject });
    return html`<span class="sub">${says.kinds[item.kind]} ${what}${visit.words.colon}${write(item.left)} ≠ ${write(item.right)}</span>`;
  });
  return html`<tr><th scope="row">${named?.name ?? law}<span class="sub">${named?.says}</span>${where}</th><td class="amt">${write(left)}</td><td class="amt">${write(right)}</td><td class="nw">${holds(figures) ? state("ok", says.equal) : state("bad", wrong)}</td></tr>`;
}

function lineTable(visit: CompanyVisit, { number, content }: Certificate): Html {
  const { certificates: says } = visit.words;
  const { posted, waiting, setAside } = content.lines;
  const heads = says.lineHeads;
  const row = (label: string, tally: { count: number; cents: string }, to?: string) =>
    html`<tr><th scope="row">${label}</th><td class="amt">${to === undefined ? count(visit, tally.count) : linked(visit, tally.count, to)}</td><td class="amt">${amount(visit, BigInt(tally.cents))}</td></tr>`;
  const all = {
    count: posted.count + waiting.count + setAside.count,
    cents: String(sumCents([posted, waiting, setAside].map(({ cents }) => BigInt(cents)))),
  };
  const { read, refused, waiting: held } = content.files;
  const address = `${visit.company.base}/certificates/${number}/lines#files`;
  const files = read > 0 ? html`<a href="${address}">${says.filesRead(read)}</a>` : says.filesRead(read);
  return html`<div class="sec"><h2>${says.lines}</h2></div>
<table class="t in-block"><thead><tr><th scope="col">${heads.what}</th><th scope="col" class="amt">${heads.count}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead>
<tbody>${row(says.arrived, content.arrived, `${number}/lines`)}${row(says.posted, posted)}${row(says.waiting, waiting, openAddress(number, WAITING))}${row(says.setAside, setAside, openAddress(number, { kind: "bank_line", reason: "set_aside" }))}</tbody>
<tfoot>${row(says.since, all)}</tfoot></table>
<p class="checks">${says.files}${visit.words.colon}${files}${says.filesElse(refused, held)}</p>`;
}

function moneyTable(visit: CompanyVisit, { content }: Certificate): Html {
  const { certificates: says, total } = visit.words;
  const names = Object.keys(says.moneyNames) as (keyof typeof says.moneyNames)[];
  const rows = names.map(
    (name) =>
      html`<tr><th scope="row">${says.moneyNames[name]}</th><td class="amt">${amount(visit, BigInt(content.money[name]))}</td></tr>`,
  );
  const sum = sumCents(names.map((name) => BigInt(content.money[name])));
  return html`<div class="sec"><h2>${says.money}</h2></div>
<table class="t in-block"><tbody>${rows}</tbody><tfoot><tr><th scope="row">${total}</th><td class="amt">${visit.format.amount(sum)}</td></tr></tfoot></table>`;
}

function reasonTable(visit: CompanyVisit, { number: certified, content }: Certificate): Html {
  const { certificates: says } = visit.words;
  const { open, markedPaid } = content;
  const heads = says.openHeads;
  const rows = open.reasons.map(
    ({ kind, reason, count: number, cents }) =>
      html`<tr><th scope="row">${says.kinds[kind]}<span class="sub">${reasonOf(visit, kind, reason)}</span></th><td class="amt">${linked(visit, number, openAddress(certified, { kind, reason }))}</td><td class="amt">${openAmount(visit, { kind, cents })}</td></tr>`,
  );
  const table = html`<table class="t in-block"><thead><tr><th scope="col">${heads.kind}</th><th scope="col" class="amt">${heads.count}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`<div class="sec"><h2>${says.open}</h2></div>${open.count > 0 ? table : html`<p class="note">${says.nothingOpen}</p>`}
<p class="checks">${says.markedPaid(markedPaid.count, visit.format.euros(BigInt(markedPaid.cents)))}</p>`;
}

/** Money that left the account is no anomaly; a share below zero is. */
function openAmount(visit: CompanyVisit, { kind, cents }: Pick<OpenItem, "kind" | "cents">): Html {
  return (kind === "bank_line" ? plainAmount : amount)(visit, BigInt(cents));
}

function itemTable(
  visit: CompanyVisit,
  items: readonly OpenItem[],
  { asked: { kind, reason }, whole }: { asked: ItemsAsked; whole: string },
): Html {
  const { certificates: says, homePage } = visit.words;
  const about = kind && ` · ${says.kinds[kind]}${reason ? ` · ${reasonOf(visit, kind, reason)}` : ""}`;
  const heads = says.openHeads;
  const rows = items.map(
    (item) =>
      html`<tr><td class="soft nw">${time(visit, item.since)}</td><td>${says.kinds[item.kind]}</td><td class="nw">${subject(visit, item)}</td><td>${reasonOf(visit, item.kind, item.reason)}</td><td class="amt">${openAmount(visit, item)}</td></tr>`,
  );
  return html`<div class="sec"><h2>${says.items}${about}</h2>${kind ? html`<a class="right" href="${whole}">${homePage.seeAll}</a>` : null}</div><div class="wide" role="region" tabindex="0" aria-label="${says.items}"><table class="t in-block"><thead><tr><th scope="col">${heads.since}</th><th scope="col">${heads.kind}</th><th scope="col">${heads.name}</th><th scope="col">${heads.reason}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const PLACES: Partial<Record<OpenItem["kind"], string>> = {
  file: "files",
  bank_line: "lines",
  entry: "journal",
  invoice: "invoices",
  payment: "payments",
};

function subject(
  visit: CompanyVisit,
  { kind, subject: id, name }: Pick<OpenItem, "kind" | "subject" | "name">,
): Html {
  const place = PLACES[kind];
  return place ? html`<a class="inv" href="${visit.company.base}/${place}/${id}">${name}</a>` : html`${name}`;
}

/** Reasons come from where the item stands: the matching, the states of files and payments, or the night itself. */
function reasonOf(visit: CompanyVisit, kind: OpenItem["kind"], reason: string): string {
  const { certificates, files, payments } = visit.words;
  const own = certificates.reasons[reason];
  if (own) return own;
  if (kind === "file") return (files.states as Record<string, string>)[reason] ?? reason;
  if (kind === "payment") return (payments.status as Record<string, string>)[reason] ?? reason;
  return phrase(visit.language, reasonName(visit.language, reason));
}

function chainFacts(visit: CompanyVisit, { number, previousHash, hash }: Certificate): Html {
  const { certificates: says } = visit.words;
  const previous =
    number === 1
      ? html`${says.first}`
      : html`<a href="${visit.company.base}/certificates/${number - 1}"><code>${previousHash}</code></a>`;
  return html`<div class="sec"><h2>${says.chain}</h2></div>
<dl class="facts-list"><dt>${says.previous}</dt><dd>${previous}</dd><dt>${says.hash}</dt><dd><code>${hash}</code></dd></dl>
<p class="checks soft">${says.check}</p>`;
}
