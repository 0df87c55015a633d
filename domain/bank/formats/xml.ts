import { SaxesParser, type SaxesTagPlain } from "saxes";
import { error, type Problem } from "../../problems.ts";

export type XmlElement = {
  name: string;
  /** Its attribute Ccy: the one attribute of a statement in ISO 20022 that says anything. */
  currency: string | undefined;
  /** The text directly inside, without blanks around it. */
  text: string;
  /** The elements inside it, each with the one after it: a list of its own for each element would double what they cost. */
  firstChild: XmlElement | undefined;
  lastChild: XmlElement | undefined;
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

/** No ISO 20022 message goes deeper than twenty or so. */
const DEPTH_MAX = 64;
/** For one text, tag, comment or instruction: the longest text of the standard has 20,000 characters. */
const TEXT_MAX = 65_536;
/** Elements in one collected element: some ten thousand transactions in one batch entry. */
const ELEMENTS_MAX = 500_000;

/** The innermost open element of the one being collected, how deep it is, and where the collected one begins in the file. */
type Collecting = { innermost: XmlElement; depth: number; from: number; elements: number };

type Reading = {
  handlers: XmlHandlers;
  parser: SaxesParser;
  source: ReturnType<typeof sourceText>;
  /** Names of the open elements, down to the collected one. */
  path: string[];
  collecting: Collecting | undefined;
  /** Characters given to the parser: its own position is right only while it is speaking. */
  given: number;
  /** Where the parser last had something to say. */
  lastPosition: number;
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
    given: 0,
    lastPosition: 0,
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
  // The next tag begins no earlier than the character before the last event's end: that of its text is told after the "<".
  reading.source.add(
    text,
    Math.min(reading.collecting?.from ?? Number.MAX_SAFE_INTEGER, reading.lastPosition - 1),
  );
  reading.parser.write(text);
  reading.given += text.length;
  // A comment, a text or a document type that has no end yet: saxes would hold it whole.
  if (reading.given - reading.lastPosition > TEXT_MAX) {
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
  const { parser } = reading;
  reading.lastPosition = parser.position;
  reading.lastLine = parser.line;
  return !reading.stopped;
}

function openElement(reading: Reading, tag: SaxesTagPlain): void {
  if (!goesOn(reading, tag.name.length)) return;
  const { path, collecting, lastLine: line } = reading;
  const at = tag.name.indexOf(":");
  const name = at === -1 ? tag.name : tag.name.slice(at + 1);
  const element: XmlElement = {
    name,
    currency: tag.attributes.Ccy,
    text: "",
    firstChild: undefined,
    lastChild: undefined,
    next: undefined,
    parent: collecting?.innermost,
    line,
  };
  if (collecting) {
    addChild(reading, collecting, element);
    return;
  }
  const parent = path.at(-1);
  path.push(name);
  if (isTooDeep(reading, path.length, element)) return;
  if (!reading.handlers.opened(name, parent, line)) return;
  const from = reading.source.tagBefore(reading.lastPosition);
  reading.collecting = { innermost: element, depth: path.length, from, elements: 1 };
}

function isTooDeep(reading: Reading, depth: number, { line, name }: XmlElement): boolean {
  if (depth > DEPTH_MAX) stop(reading, error("xml_too_deep", { line, field: name }));
  return depth > DEPTH_MAX;
}

function addChild(reading: Reading, collecting: Collecting, element: XmlElement): void {
  const parent = collecting.innermost;
  collecting.innermost = element;
  collecting.depth += 1;
  collecting.elements += 1;
  if (isTooDeep(reading, collecting.depth, element)) return;
  if (parent.lastChild) parent.lastChild.next = element;
  else parent.firstChild = element;
  parent.lastChild = element;
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
    collecting.innermost = parent;
    collecting.depth -= 1;
    return;
  }
  const name = reading.path.pop() ?? "";
  if (collecting) {
    reading.collecting = undefined;
    const raw = reading.source.slice(collecting.from, reading.lastPosition);
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
  const found = element && childNamed(element, first);
  return second === undefined || found === undefined ? found : elementAt(found, second, third, fourth);
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
  const found: XmlElement[] = [];
  for (let child: XmlElement | undefined = element.firstChild; child; child = child.next)
    if (child.name === name) found.push(child);
  return found;
}

function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  let child = element.firstChild;
  while (child && child.name !== name) child = child.next;
  return child;
}

/** The end of the file read so far, kept from where it is still needed, so that an element can be given as received. */
function sourceText() {
  let kept = "";
  let keptFrom = 0;
  return {
    add: (text: string, neededFrom: number): void => {
      const from = Math.max(neededFrom, keptFrom);
      kept = kept.slice(from - keptFrom) + text;
      keptFrom = from;
    },
    tagBefore: (position: number): number => keptFrom + kept.lastIndexOf("<", position - keptFrom - 1),
    slice: (from: number, to: number): string => kept.slice(from - keptFrom, to - keptFrom),
  };
}
