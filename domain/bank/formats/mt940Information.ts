import { validIban } from "../accountKey.ts";
import type { StatementLine } from "../statement.ts";

/** What :86: says of a movement. */
export type Information = {
  label?: string;
  details: string[];
  line: Pick<
    StatementLine,
    | "counterpartyName"
    | "counterpartyIban"
    | "endToEndId"
    | "mandate"
    | "creditorId"
    | "structuredReference"
    | "returnReason"
  >;
};

/** Six lines of 65 in the standard: a line of that length was cut to go on in the next one. */
const LINE_LENGTH = 65;
/** The subfields ?20 to ?29 hold 27 characters each. */
const SUBFIELD_LENGTH = 27;

/** A transaction code, then subfields: how German, Austrian and some Polish banks write, with one of four marks. */
const GERMAN = /^(?:\d{3})?([?<~^])\d\d/;
/** Codewords between strokes: Dutch banks, and those that follow the SWIFT usage guide. */
const STROKES =
  /\/(TRTP|EREF|PREF|KREF|RREF|MARF|MREF|RUM|CSID|CRED|ICS|REMI|NAME|IBAN|CNTP|BENM|ORDP|ULTB|ULTD|RTRN|BIC|ADDR|ISDT|SVCL|PURP)\//g;
/** Codewords with a plus: what SEPA brought to the German subfields, and free text that copies them. */
const PLUSES = /\b(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|IBAN|BIC)\+/g;

/** Reads the :86: fields of one movement. Some banks write two; the words of both count. */
export function readInformation(fields: string[][], isCredit: boolean): Information {
  const found: Information = { details: [], line: {} };
  for (const lines of fields) readField(found, lines, isCredit);
  found.details = found.details.filter((text, index, all) => text !== "" && all.indexOf(text) === index);
  return found;
}

function readField(found: Information, lines: string[], isCredit: boolean): void {
  const joined = lines.join("");
  const mark = GERMAN.exec(joined)?.[1];
  if (mark !== undefined) readGerman(found, joined, mark);
  else if (joined.trimStart().search(STROKES) === 0) readStrokes(found, joined, isCredit);
  else readFree(found, joinCut(lines, LINE_LENGTH), isCredit);
}

/** Free text, line by line: the first is what a person would call the movement. Some lines of it may have codewords. */
function readFree(found: Information, lines: string[], isCredit: boolean): void {
  const tagged = lines.join(" ");
  if (tagged.search(PLUSES) >= 0) {
    found.details.push(...readPluses(found, tagged));
    return;
  }
  for (const text of lines.map((each) => each.trim()).filter((each) => each !== "")) {
    if (text.search(STROKES) === 0) readStrokes(found, text, isCredit);
    else if (found.label === undefined) found.label = text;
    else found.details.push(text);
  }
}

function readGerman(found: Information, joined: string, mark: string): void {
  const subfields = subfieldsOf(joined, mark);
  const purpose = joinCut([...among(subfields, 20, 29), ...among(subfields, 60, 63)], SUBFIELD_LENGTH).join(
    " ",
  );
  const texts = readPluses(found, purpose);
  const name = joinCut(among(subfields, 32, 33), SUBFIELD_LENGTH)
    .join(" ")
    .trim();
  const label = subfields.get("00")?.trim() || undefined;
  if (label !== undefined) found.label ??= label;
  if (name !== "") found.line.counterpartyName ??= name;
  setIban(found, subfields.get("38") ?? subfields.get("31"));
  found.details.push(...texts);
}

function among(subfields: ReadonlyMap<string, string>, from: number, to: number): string[] {
  const texts: string[] = [];
  for (const [code, text] of subfields) if (Number(code) >= from && Number(code) <= to) texts.push(text);
  return texts;
}

/** A mark that no number follows is part of a text. */
function subfieldsOf(joined: string, mark: string): Map<string, string> {
  const subfields = new Map<string, string>();
  let code = "";
  for (const part of joined.split(mark).slice(1)) {
    const begins = /^\d\d/.test(part);
    if (begins) code = part.slice(0, 2);
    const before = subfields.get(code);
    const text = begins ? part.slice(2) : `${mark}${part}`;
    subfields.set(code, before === undefined ? text : `${before}${text}`);
  }
  return subfields;
}

/** Takes what the codewords say and gives the texts: what stands before the first one, the purpose, the other parties. */
function readPluses(found: Information, text: string): string[] {
  const { before, parts } = cutAt(PLUSES, text);
  const texts = [before];
  for (const [word, value] of parts) {
    if (word === "EREF") setReference(found, "endToEndId", value);
    else if (word === "MREF") setReference(found, "mandate", value);
    else if (word === "CRED") setReference(found, "creditorId", value);
    else if (word === "IBAN") setIban(found, value);
    else if (word === "SVWZ" || word === "ABWA" || word === "ABWE") texts.push(value);
    else if (word === "KREF" && isReference(value)) texts.push(value);
  }
  return texts.filter((each) => each !== "");
}

type Party = { name?: string; iban?: string };

/** In /ORDP/ the payer and in /BENM/ the payee: the other one is the payer of a credit and the payee of a debit. */
function readStrokes(found: Information, text: string, isCredit: boolean): void {
  const { before, parts } = cutAt(STROKES, text);
  const parties: Record<"ORDP" | "BENM" | "none", Party> = { ORDP: {}, BENM: {}, none: {} };
  let party = parties.none;
  const texts = [before];
  for (const [word, value] of parts) {
    if (word === "ORDP" || word === "BENM") {
      party = parties[word];
      if (value !== "") party.name ??= value;
    } else if (word === "NAME") party.name ??= value;
    else if (word === "IBAN") party.iban ??= value;
    else if (word === "CNTP") readCounterparty(parties.none, value);
    else if (word === "TRTP") found.label ??= value;
    else texts.push(...readStroke(found, word, value));
  }
  const [first, second] = isCredit ? [parties.ORDP, parties.BENM] : [parties.BENM, parties.ORDP];
  const name = parties.none.name ?? first.name ?? second.name;
  if (name !== undefined && name !== "") found.line.counterpartyName ??= name;
  // A lone account of the other side may be ours.
  setIban(found, parties.none.iban ?? first.iban);
  found.details.push(...texts);
}

function readStroke(found: Information, word: string, value: string): string[] {
  switch (word) {
    case "EREF":
      setReference(found, "endToEndId", value);
      return [];
    case "MARF":
    case "MREF":
    case "RUM":
      setReference(found, "mandate", value);
      return [];
    case "CSID":
    case "CRED":
    case "ICS":
      setReference(found, "creditorId", value);
      return [];
    case "RTRN":
      setReference(found, "returnReason", value);
      return [];
    case "REMI":
      return [remittanceOf(found, value)];
    case "ULTB":
    case "ULTD":
      return [value];
    case "PREF":
    case "KREF":
    case "RREF":
      return isReference(value) ? [value] : [];
    default:
      // Bank, address, date and purpose code stay in the raw record only.
      return [];
  }
}

/** "USTD//text", or "STRD/CUR/reference" of the creditor, or the text alone. */
function remittanceOf(found: Information, value: string): string {
  const structured = /^STRD\/[A-Z]*\/(.+)$/.exec(value)?.[1];
  if (structured === undefined) return value.replace(/^USTD\/\/?/, "").trim();
  setReference(found, "structuredReference", structured.trim());
  return "";
}

/** "IBAN/BIC/name/city". */
function readCounterparty(party: Party, value: string): void {
  const [iban = "", , name = ""] = value.split("/");
  if (iban !== "") party.iban ??= iban;
  if (name !== "") party.name ??= name.trim();
}

function cutAt(words: RegExp, text: string): { before: string; parts: [string, string][] } {
  const marks = [...text.matchAll(words)];
  const parts = marks.map((mark, index): [string, string] => {
    const value = text.slice(mark.index + mark[0].length, marks[index + 1]?.index);
    return [mark[1] ?? "", withoutLastStrokes(value).trim()];
  });
  return { before: text.slice(0, marks[0]?.index).trim(), parts };
}

/** A loop, because the regular expression for it takes a time that is quadratic in the strokes of a text. */
function withoutLastStrokes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}

/** Puts cut texts together again without adding anything; texts that were not cut stay apart. */
function joinCut(texts: string[], length: number): string[] {
  const joined: string[] = [];
  let cut = false;
  for (const text of texts) {
    if (cut) joined.push(`${joined.pop() ?? ""}${text}`);
    else joined.push(text);
    cut = text.length >= length;
  }
  return joined;
}

/** The words that banks put where there is no reference. */
export function isReference(text: string): boolean {
  return text !== "" && !/^(?:NONREF|NOTPROVIDED|NOT PROVIDED|EREF|KREF|0+)$/.test(text);
}

/** Keeps the first value written: a second one for the same movement is a repetition. */
function setReference(
  found: Information,
  field: Exclude<keyof Information["line"], "counterpartyIban" | "counterpartyName">,
  text: string,
): void {
  if (isReference(text)) found.line[field] ??= text;
}

function setIban(found: Information, text: string | undefined): void {
  const iban = text === undefined ? undefined : validIban(text);
  if (iban !== undefined) found.line.counterpartyIban ??= iban;
}
