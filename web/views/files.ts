import { FORMAT_NAMES, type Format } from "../../domain/bank/formats/detect.ts";
import type { Problem } from "../../domain/problems.ts";
import type { FileRow, FileState, StatementRow } from "../../sql/screens/files.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { livePlace } from "./live.ts";
import { amount, count, countTo, instant, nextPage, problemNotes, type Shape, state, time } from "./parts.ts";

/** What became of each file of an upload. */
export type UploadResult =
  | { kind: "received"; fileId: bigint; name: string }
  | { kind: "already_received"; fileId: bigint; name: string; first: string; receivedAt: Date }
  | { kind: "refused"; name: string; problem: Problem };

export type FilesScreen = {
  files: FileRow[];
  counts: Record<FileState, number>;
  view: FileState | undefined;
  next: string | undefined;
  further: boolean;
  results: readonly UploadResult[];
  nothingChosen: boolean;
  limitBytes: number;
};

const SHAPES: Record<FileState, Shape> = { received: "wait", read: "ok", held: "late", refused: "bad" };
const STATES: readonly FileState[] = ["received", "read", "held", "refused"];

export function fileState(visit: CompanyVisit, file: Pick<FileRow, "state">): Html {
  return state(SHAPES[file.state], visit.words.files.states[file.state]);
}

/** "CFONB 120" for cfonb120: as banks call it. */
export function formatName(format: string | null): string | null {
  return format === null ? null : (FORMAT_NAMES[format as Format] ?? format);
}

export function filesPage(visit: CompanyVisit, screen: FilesScreen): Html {
  const { words, company } = visit;
  const says = words.files;
  return layout(visit, {
    title: says.title,
    link: "files",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p>${livePlace(visit)}</div>
${mayAct(visit, "accountant") ? uploadForm(visit, screen.limitBytes) : null}
${uploadResults(visit, screen)}
${views(visit, screen)}
${screen.files.length === 0 ? html`<div class="notes"><br><p class="note">${screen.view ? says.emptyView : says.empty}</p></div>` : fileTable(visit, screen.files)}
${nextPage(visit, {
  next: screen.next && `${company.base}/files${query({ state: screen.view, after: screen.next })}`,
  start: screen.further ? `${company.base}/files${query({ state: screen.view })}` : undefined,
})}`,
  });
}

function uploadForm(visit: CompanyVisit, limitBytes: number): Html {
  const says = visit.words.files;
  return html`<form class="upload" method="post" action="${visit.company.base}/files" enctype="multipart/form-data" data-drop="${visit.words.dropFiles}" data-here="${visit.words.dropHere}" data-sent="${visit.words.dropSent}" data-lost="${visit.words.dropLost}">
<div class="f"><label for="files">${says.choose}</label><input class="in" id="files" name="files" type="file" multiple required aria-describedby="files-help"></div>
<button class="btn go" data-busy="${says.sending}">${says.send}</button>
<p class="help" id="files-help">${says.uploadHint(visit.format.bytes(BigInt(limitBytes)))}</p></form>`;
}

function uploadResults(visit: CompanyVisit, { results, nothingChosen }: FilesScreen): Html | null {
  const says = visit.words.files;
  if (nothingChosen)
    return html`<div class="notes" role="alert"><br><p class="note bad">${says.noneChosen}</p></div>`;
  if (results.length === 0) return null;
  const someIn =
    results.some((result) => result.kind !== "refused") &&
    results.some((result) => result.kind === "refused");
  return html`<div class="notes" role="status"><br><h2 class="sr">${says.results}</h2>${results.map((result) => uploadResult(visit, result))}${someIn ? html`<p class="help">${says.partly}</p>` : null}</div>`;
}

function uploadResult(visit: CompanyVisit, result: UploadResult): Html {
  const says = visit.words.files;
  if (result.kind === "refused") {
    return html`<p class="note bad"><strong>${result.name}</strong></p>${problemNotes(visit, [result.problem])}`;
  }
  const link = html`<a href="${visit.company.base}/files/${String(result.fileId)}">${result.name}</a>`;
  if (result.kind === "received")
    return html`<p class="note ok">${link}${visit.words.colon}${says.resultReceived}</p>`;
  return html`<p class="note">${link}${visit.words.colon}${says.resultKnown(result.first, visit.format.instant(result.receivedAt))}</p>`;
}

function views(visit: CompanyVisit, { counts, view }: FilesScreen): Html {
  const { words, company, format } = visit;
  const links = STATES.map(
    (each) =>
      html`<a href="${company.base}/files${query({ state: each })}"${each === view ? html` aria-current="page"` : null}>${words.files.views[each]} <span class="n${counts[each] > 0 && SHAPES[each] !== "ok" && each !== "received" ? " due" : ""}">${format.count(counts[each])}</span></a>`,
  );
  return html`<nav class="views" aria-label="${words.files.heads.state}"><a href="${company.base}/files"${view ? null : html` aria-current="page"`}>${words.files.views.all}</a>${links}</nav>`;
}

function fileTable(visit: CompanyVisit, files: readonly FileRow[]): Html {
  const heads = visit.words.files.heads;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.files.title}"><table class="t many"><thead><tr><th scope="col">${heads.file}</th><th scope="col">${heads.kind}</th><th scope="col">${heads.state}</th><th scope="col">${heads.received}</th><th scope="col" class="amt">${heads.read}</th><th scope="col" class="amt">${heads.fresh}</th><th scope="col" class="amt">${heads.known}</th><th scope="col" class="amt">${heads.problems}</th></tr></thead>
<tbody>${files.map((file) => fileRow(visit, file))}</tbody></table></div>`;
}

function fileRow(visit: CompanyVisit, file: FileRow): Html {
  const { words, company } = visit;
  const address = `${company.base}/files/${String(file.id)}`;
  const found = file.errors + file.warnings;
  // The lines of a statement stand on its page; the records of other files are what they became.
  const told = file.kind === "bank_statement" ? `${address}#statements` : undefined;
  const problems: Shown =
    found === 0
      ? html`<span class="faint">0</span>`
      : html`<a href="${address}#problems"${file.errors > 0 ? html` class="owed"` : null}>${words.files.problems(found)}</a>`;
  return html`<tr><td><a class="inv" href="${address}">${file.name}</a></td><td class="soft">${file.kind ? words.files.kinds[file.kind] : words.none}${file.format ? html`<span class="sub">${formatName(file.format)}</span>` : null}</td><td>${fileState(visit, file)}</td>
<td class="soft nw">${instant(visit, file.receivedAt)}<span class="sub">${file.receivedBy ? words.by(file.receivedBy) : words.files.sources[file.source]}</span></td>
<td class="amt">${countTo(visit, file.linesRead, told)}</td><td class="amt">${countTo(visit, file.linesNew, told)}</td><td class="amt">${count(visit, file.linesKnown)}</td><td class="amt">${problems}</td></tr>`;
}

/** The statements of a file, with their balances. */
export function statementTable(visit: CompanyVisit, statements: readonly StatementRow[]): Html {
  const { words, company } = visit;
  const heads = words.files.statementHeads;
  const money = (cents: bigint | null) =>
    cents === null ? html`<span class="faint">${words.none}</span>` : amount(visit, cents);
  const rows = statements.map(
    (
      each,
    ) => html`<tr><td><a class="inv" href="${company.base}/statements/${String(each.id)}">${each.account}</a>${each.reference ? html`<span class="sub">${each.reference}</span>` : null}</td>
<td class="soft">${each.openingOn ? time(visit, each.openingOn) : words.none}</td><td class="soft">${each.closingOn ? time(visit, each.closingOn) : words.none}</td>
<td class="amt">${money(each.openingCents)}</td><td class="amt">${money(each.closingCents)}</td><td class="amt">${countTo(visit, each.lineCount, `${company.base}/statements/${String(each.id)}`)}</td><td class="amt">${count(visit, each.knownCount)}</td></tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.files.statement}"><table class="t in-block"><thead><tr><th scope="col">${heads.account}</th><th scope="col">${heads.from}</th><th scope="col">${heads.to}</th><th scope="col" class="amt">${heads.opening}</th><th scope="col" class="amt">${heads.closing}</th><th scope="col" class="amt">${heads.lines}</th><th scope="col" class="amt">${heads.known}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
