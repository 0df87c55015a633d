import { SaxesParser, type SaxesTagPlain } from "saxes";
import { error, type Problem } from "../../problems.ts";

export type XmlElement = {
  /** As written, with its prefix: see `localName`. */
  name: string;
  /** The attribute Ccy of an Amt: the one attribute of a statement in ISO 20022 that says anything. */
  currency: string | undefined;
  /** The text directly inside, without blanks around it. */
  text: string;
  /** The elements inside it, each with the one after it: a list of its own for each element would double what they cost. */
  firstChild: XmlElement | undefined;
  next: XmlElement | undefined;
  parent: XmlElement | undefined;
  line: number;
};

export type XmlHandlers = {
  /** An element begins outside any collected one. True collects it whole. */
  opened(name: string, parent: string | undefined, line: number): boolean;
  /** A collected element is complete; `raw` is its text in the file. */
  collected(element: XmlElement, raw: string): void;
  /** An element that was not collected ends. */
  closed(name: string, line: number): void;
  problem(problem: Problem): void;
};

export type XmlReader = { read(text: string): void; end(): void };

const COLON = ":".charCodeAt(0);
/** No ISO 20022 message goes deeper than twenty or so. */
const DEPTH_MAX = 64;
/** For one text, tag, comment or instruction: the longest text of the standard has 20,000 characters. */
const TEXT_MAX = 65_536;
/** Elements in one collected element: some ten thousand transactions in one batch entry. */
const ELEMENTS_MAX = 500_000;

/**
 * The innermost open element of the one being collected, the one that ended last (of an element that has children, the last of
 * them), how deep it is, and where the collected one begins in the file.
 */
type Collecting = {
  innermost: XmlElement;
  ended: XmlElement | undefined;
  depth: number;
  from: number;
  elements: number;
};

type Reading = {
  handlers: XmlHandlers;
  parser: SaxesParser;
  source: ReturnType<typeof sourceText>;
  /** Names of the open elements, down to the collected one. */
  path: string[];
  collecting: Collecting | undefined;
  /** Characters given since the parser last had something to say, in whole pieces, and the line where that was. */
  silent: number;
  lastLine: number;
  stopped: boolean;
  ended: boolean;
};

/**
 * A strict reader of XML over saxes. It refuses what a bank has no reason to send and an attacker has: a document type (and
 * with it entities), deep nesting, endless texts. The first fault ends the reading: nothing after it can be trusted, and saxes
 * would go on. Namespaces are not resolved, prefixes are cut: saxes with namespaces takes quadratic time on nested elements.
 */
export function xmlReader(handlers: XmlHandlers): XmlReader {
  const reading: Reading = {
    handlers,
    parser: new SaxesParser(),
    source: sourceText(),
    path: [],
    collecting: undefined,
    silent: 0,
    lastLine: 1,
    stopped: false,
    ended: false,
  };
  listen(reading);
  return {
    read: (text) => read(reading, text),
    end: () => {
      if (reading.stopped) return;
      reading.ended = true;
      reading.parser.close();
    },
  };
}

/**
 * These six and no more: with eight handlers V8 keeps the parser's properties in a dictionary and saxes reads 18 MB/s instead
 * of 84. Comments and instructions need none: one that is too long shows by what the others do not hear.
 */
function listen(reading: Reading): void {
  const { parser } = reading;
  parser.on("error", (fault) => fail(reading, fault));
  parser.on("doctype", () => stop(reading, error("xml_doctype_refused", { line: parser.line })));
  parser.on("text", (text) => addText(reading, text));
  parser.on("cdata", (text) => addText(reading, text));
  parser.on("opentag", (tag) => openElement(reading, tag));
  parser.on("closetag", () => closeElement(reading));
}

function read(reading: Reading, text: string): void {
  if (reading.stopped) return;
  reading.source.add(text, reading.collecting?.from);
  reading.silent += text.length;
  reading.parser.write(text);
  // A comment, a text or a document type that has no end yet: saxes would hold it whole.
  if (reading.silent > TEXT_MAX) {
    stop(reading, error("xml_text_too_long", { line: reading.lastLine }));
  }
}

function stop(reading: Reading, problem: Problem): void {
  if (reading.stopped) return;
  reading.stopped = true;
  reading.handlers.problem(problem);
}

function fail(reading: Reading, fault: Error): void {
  const code = reading.ended && reading.path.length > 0 ? "file_truncated" : "xml_not_well_formed";
  const value = fault.message.replace(/^[\d:]+\s*/, "").slice(0, 200);
  stop(reading, error(code, { line: reading.parser.line, value }));
}

/** Every event passes here; false once the reading has stopped. */
function goesOn(reading: Reading, tokenLength: number): boolean {
  if (tokenLength > TEXT_MAX) stop(reading, error("xml_text_too_long", { line: reading.lastLine }));
  reading.silent = 0;
  reading.lastLine = reading.parser.line;
  return !reading.stopped;
}

function openElement(reading: Reading, tag: SaxesTagPlain): void {
  if (!goesOn(reading, tag.name.length)) return;
  const { path, collecting, lastLine: line } = reading;
  const element: XmlElement = {
    name: tag.name,
    currency: isNamed(tag.name, "Amt") ? tag.attributes.Ccy : undefined,
    text: "",
    firstChild: undefined,
    next: undefined,
    parent: collecting?.innermost,
    line,
  };
  if (collecting) {
    addChild(reading, collecting, element);
    return;
  }
  const parent = path.at(-1);
  const name = localName(tag.name);
  path.push(name);
  if (isTooDeep(reading, path.length, element)) return;
  if (!reading.handlers.opened(name, parent, line)) return;
  const from = reading.source.tagBefore(reading.parser.position);
  reading.collecting = { innermost: element, ended: undefined, depth: path.length, from, elements: 1 };
}

function isTooDeep(reading: Reading, depth: number, { line, name }: XmlElement): boolean {
  if (depth > DEPTH_MAX) stop(reading, error("xml_too_deep", { line, field: localName(name) }));
  return depth > DEPTH_MAX;
}

function addChild(reading: Reading, collecting: Collecting, element: XmlElement): void {
  const parent = collecting.innermost;
  collecting.innermost = element;
  collecting.depth += 1;
  collecting.elements += 1;
  if (isTooDeep(reading, collecting.depth, element)) return;
  if (parent.firstChild && collecting.ended) collecting.ended.next = element;
  else parent.firstChild = element;
  if (collecting.elements > ELEMENTS_MAX) {
    const field = reading.path.at(-1) ?? "";
    stop(reading, error("xml_element_too_large", { line: element.line, field }));
  }
}

function closeElement(reading: Reading): void {
  if (!goesOn(reading, 0)) return;
  const { collecting } = reading;
  const parent = collecting?.innermost.parent;
  if (collecting && parent) {
    collecting.ended = collecting.innermost;
    collecting.innermost = parent;
    collecting.depth -= 1;
    return;
  }
  const name = reading.path.pop() ?? "";
  if (collecting) {
    reading.collecting = undefined;
    const raw = reading.source.slice(collecting.from, reading.parser.position);
    reading.handlers.collected(collecting.innermost, raw);
  } else reading.handlers.closed(name, reading.lastLine);
}

function addText(reading: Reading, text: string): void {
  if (!goesOn(reading, text.length)) return;
  const element = reading.collecting?.innermost;
  if (element) element.text = element.text === "" ? text.trim() : element.text + text.trim();
}

/**
 * The element at the end of a path of names, the first one at each step. Names are parameters and not a list: a list for each of
 * the thirty questions to an entry would be most of what reading it costs.
 */
export function elementAt(
  element: XmlElement | undefined,
  first: string,
  second?: string,
  third?: string,
  fourth?: string,
): XmlElement | undefined {
  let found = element && childNamed(element, first);
  if (found && second !== undefined) found = childNamed(found, second);
  if (found && third !== undefined) found = childNamed(found, third);
  return found && fourth !== undefined ? childNamed(found, fourth) : found;
}

/** The text at the end of a path, undefined when nothing is written there. */
export function textAt(
  element: XmlElement | undefined,
  first: string,
  second?: string,
  third?: string,
  fourth?: string,
): string | undefined {
  const text = elementAt(element, first, second, third, fourth)?.text;
  return text === "" ? undefined : text;
}

const NONE: readonly XmlElement[] = [];

export function childrenNamed(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  if (!element?.firstChild) return NONE;
  let found: XmlElement[] | undefined;
  for (let child: XmlElement | undefined = element.firstChild; child; child = child.next)
    if (isNamed(child.name, name))
      if (found) found.push(child);
      else found = [child];
  return found ?? NONE;
}

function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  let child = element.firstChild;
  while (child && !isNamed(child.name, name)) child = child.next;
  return child;
}

/** The name of an element without its prefix. */
export function localName(written: string): string {
  return written.slice(written.indexOf(":") + 1);
}

/**
 * Whether a name as written is this one behind its prefix, if it has one. Lengths and one character tell nearly all names apart: to
 * cut the prefix of each name that is read, or to compare their letters, takes several times as long.
 */
function isNamed(written: string, name: string): boolean {
  const prefix = written.length - name.length;
  if (prefix === 0) return written === name;
  return prefix > 0 && written.charCodeAt(prefix - 1) === COLON && localName(written) === name;
}

/**
 * The piece being read and what is still needed of those before it, so that an element can be given as received: from the element
 * being collected, else from the last "<", where a tag may have begun that goes on in the next piece. The pieces are not joined:
 * to copy a file once more is a part of the time in which it is read.
 */
function sourceText() {
  let before = "";
  let piece = "";
  let pieceFrom = 0;
  const slice = (from: number, to: number): string =>
    from >= pieceFrom
      ? piece.slice(from - pieceFrom, to - pieceFrom)
      : before.slice(from - pieceFrom + before.length) + piece.slice(0, to - pieceFrom);
  const tagBefore = (position: number): number => {
    const here = piece.lastIndexOf("<", position - pieceFrom - 1);
    return here === -1 ? pieceFrom - before.length + Math.max(before.lastIndexOf("<"), 0) : pieceFrom + here;
  };
  return {
    add: (text: string, neededFrom: number | undefined): void => {
      const end = pieceFrom + piece.length;
      before = slice(neededFrom ?? tagBefore(end), end);
      piece = text;
      pieceFrom = end;
    },
    tagBefore,
    slice,
  };
}
