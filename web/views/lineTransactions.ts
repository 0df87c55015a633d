import { sumCents } from "../../domain/money.ts";
import type { TransactionRow } from "../../sql/lineTransactions.ts";
import type { LineDetail } from "../../sql/screens/lines.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { marked } from "./evidence.ts";
import { plainAmount } from "./parts.ts";

/** The payments inside a batch, as the statement or a notification lists them: they add up to the line. */
export function transactionTable(
  visit: CompanyVisit,
  line: LineDetail,
  transactions: readonly TransactionRow[],
): Html | null {
  const [first] = transactions;
  if (!first) return null;
  const { words, format, company } = visit;
  const says = words.transactions;
  const { heads } = says;
  const sum = sumCents(transactions.map((each) => each.amountCents));
  const isWhole = sum === line.amountCents;
  const from = first.isJoined
    ? html`<a class="soft" href="${company.base}/files/${String(first.fileId)}">${says.joined(first.fileName)}</a>`
    : null;
  const foot = isWhole
    ? html`<tfoot><tr><td></td><th scope="row" colspan="2">${says.sum}</th><td class="amt">${format.amount(sum)}</td></tr></tfoot>`
    : null;
  return html`<div id="transactions"><div class="sec"><h2>${says.title}</h2>${from}</div>
<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block"><thead><tr><th scope="col">${heads.rank}</th><th scope="col">${heads.payer}</th><th scope="col">${heads.said}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead>
<tbody>${transactions.map((each) => transactionRow(visit, line, each))}</tbody>${foot}</table></div>${isWhole ? null : html`<p class="soft">${says.more(format.count(transactions.length))}</p>`}</div>`;
}

function transactionRow(visit: CompanyVisit, line: LineDetail, each: TransactionRow): Html {
  const tokens = line.evidence.tokens ?? [];
  const references = [each.structuredReference, each.endToEndId, each.mandate, each.returnReason].filter(
    (text) => text !== null,
  );
  return html`<tr><td class="soft">${each.rank}</td><td>${each.counterpartyName ?? visit.words.none}${each.counterpartyIban ? html`<span class="sub nw">${each.counterpartyIban}</span>` : null}</td>
<td><span class="raw">${marked(each.remittance.join(" "), tokens)}</span>${references.length > 0 ? html`<span class="sub raw">${references.map((text, at) => [at > 0 ? " · " : "", marked(text, tokens)])}</span>` : null}</td><td class="amt">${plainAmount(visit, each.amountCents)}</td></tr>`;
}
