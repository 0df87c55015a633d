import { SaxesParser, type SaxesTagPlain } from "saxes";
import { error, type Problem } from "../../problems.ts";

export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** The text directly inside, without blanks around it. */
  text: string;
  children: XmlElement[];
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

type Reading = {
  handlers: XmlHandlers;
  parser: SaxesParser;
  source: ReturnType<typeof sourceText>;
  path: string[];
  collecting: { open: XmlElement[]; from: number; elements: number } | undefined;
  /** Characters given to the parser: its own position is right only while it is speaking. */
  given: number;
  /** Where the parser last had something to say. */
  last: { position: number; line: number };
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
    last: { position: 0, line: 1 },
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
    Math.min(reading.collecting?.from ?? Number.MAX_SAFE_INTEGER, reading.last.position - 1),
  );
  reading.parser.write(text);
  reading.given += text.length;
  // A comment, a text or a document type that has no end yet: saxes would hold it whole.
  if (reading.given - reading.last.position > TEXT_MAX) {
    stop(reading, error("xml_text_too_long", { line: reading.last.line }));
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
function goesOn(reading: Reading, token: string): boolean {
  if (token.length > TEXT_MAX) stop(reading, error("xml_text_too_long", { line: reading.last.line }));
  reading.last.position = reading.parser.position;
  reading.last.line = reading.parser.line;
  return !reading.stopped;
}

function openElement(reading: Reading, tag: SaxesTagPlain): void {
  if (!goesOn(reading, tag.name)) return;
  const { path, parser, collecting, handlers, source } = reading;
  const name = tag.name.slice(tag.name.indexOf(":") + 1);
  const parent = path.at(-1);
  path.push(name);
  const element = { name, attributes: tag.attributes, text: "", children: [], line: parser.line };
  if (path.length > DEPTH_MAX) stop(reading, error("xml_too_deep", { line: parser.line, field: name }));
  else if (collecting) addChild(reading, element);
  else if (handlers.opened(name, parent, parser.line)) {
    reading.collecting = { open: [element], from: source.tagBefore(parser.position), elements: 1 };
  }
}

function addChild(reading: Reading, element: XmlElement): void {
  const { collecting } = reading;
  if (!collecting) return;
  collecting.open.at(-1)?.children.push(element);
  collecting.open.push(element);
  collecting.elements += 1;
  if (collecting.elements > ELEMENTS_MAX) {
    const field = collecting.open[0]?.name ?? "";
    stop(reading, error("xml_element_too_large", { line: element.line, field }));
  }
}

function closeElement(reading: Reading): void {
  if (!goesOn(reading, "")) return;
  const { collecting, parser, handlers, source } = reading;
  const name = reading.path.pop() ?? "";
  if (!collecting) {
    handlers.closed(name, parser.line);
    return;
  }
  const element = collecting.open.pop();
  if (!element || collecting.open.length > 0) return;
  reading.collecting = undefined;
  handlers.collected(element, source.slice(collecting.from, parser.position));
}

function addText(reading: Reading, text: string): void {
  if (!goesOn(reading, text)) return;
  const element = reading.collecting?.open.at(-1);
  if (element) element.text += text.trim();
}

/** The element at the end of a path of names, the first one at each step. */
export function elementAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let found = element;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

/** The text at the end of a path, undefined when nothing is written there. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  const text = elementAt(element, ...path)?.text;
  return text === "" ? undefined : text;
}

export function childrenNamed(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
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
