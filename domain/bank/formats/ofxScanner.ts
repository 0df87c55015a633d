import { lineEnds, TEXT_LENGTH_MAX } from "./textLines.ts";

/**
 * One tag with the text behind it, which in OFX 1 is its value (no end tag) and in OFX 2 is followed by one. `source` is both
 * as received. `name` is in capitals; it begins with "/" in an end tag, and is "!" for a document type.
 */
export type OfxTag = { name: string; text: string; source: string; line: number; tooLong: boolean };

export type OfxScanner = { scan(text: string): OfxTag[]; end(): OfxTag[] };

const NAME = /^\/?[A-Za-z][\w.]*/;
/** Beyond this a "<" without ">" is text, as in "A<B". */
const TAG_LENGTH_MAX = 1_024;

/** What a "<" begins, and where that ends; "more" when the text received so far does not tell. */
type Mark = { kind: "tag" | "text" | "verbatim" | "skipped"; end: number } | "more";

/**
 * Cuts OFX of both kinds into tags: SGML whose values have no end tag, XML, and the mixtures that banks write (closed tags
 * under a header of 1.x, open ones under 2.x, several on a line). Entities other than the usual ones are not expanded.
 */
export function ofxScanner(): OfxScanner {
  const normal = lineEnds();
  let pending = "";
  let at = 0;
  let line = 1;
  let tag: OfxTag | undefined;
  let out: OfxTag[] = [];

  function count(text: string): void {
    for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1)) line += 1;
  }

  function add(text: string, source: string): void {
    count(source);
    // What stands before the first tag is the header of OFX 1: its charset is not believed and the rest is not needed.
    if (!tag) return;
    tag.tooLong ||= tag.source.length + source.length > TEXT_LENGTH_MAX;
    tag.text = tag.tooLong ? "" : `${tag.text}${text}`;
    tag.source = tag.tooLong ? "" : `${tag.source}${source}`;
  }

  function begin(source: string): void {
    finish();
    const name = source.startsWith("<!") ? "!" : (NAME.exec(source.slice(1))?.[0] ?? "").toUpperCase();
    tag = { name, text: "", source, line, tooLong: false };
    count(source);
  }

  function finish(): void {
    if (tag) {
      tag.text = onOneLine(tag.text);
      out.push(tag);
    }
    tag = undefined;
  }

  function take(mark: Exclude<Mark, "more">): void {
    const source = pending.slice(at, mark.end);
    if (mark.kind === "tag") begin(source);
    else if (mark.kind === "verbatim") add(source.slice("<![CDATA[".length, -"]]>".length), source);
    else add(mark.kind === "text" ? withEntities(source) : "", source);
    at = mark.end;
  }

  function run(isEnd: boolean): OfxTag[] {
    while (at < pending.length) {
      const mark = markAt(pending, at);
      if (mark === "more" && !isEnd) break;
      take(mark === "more" ? { kind: "text", end: pending.length } : mark);
    }
    pending = pending.slice(at);
    at = 0;
    const tags = out;
    out = [];
    return tags;
  }

  return {
    scan: (text) => {
      pending += normal(text);
      return run(false);
    },
    end: () => {
      const tags = run(true);
      finish();
      return [...tags, ...out];
    },
  };
}

/** By line and not by expression: one that looks for blanks around a line end takes the square of a run of blanks. */
function onOneLine(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.includes("\n")) return trimmed;
  const lines = trimmed.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join(" ");
}

/** Nothing depends on how the text was cut into pieces: what is too long to be held is text however it arrives. */
function markAt(text: string, at: number): Mark {
  if (text[at] !== "<") {
    // An entity may go on in the next piece, so a text is taken when its end is known.
    const isWhole = text.indexOf("<", at) >= 0 || text.length - at > TEXT_LENGTH_MAX;
    return isWhole ? textFrom(text, at) : "more";
  }
  const start = text.slice(at, at + "<![CDATA[".length);
  if (start.startsWith("<![CDATA[")) return until(text, at, "]]>", "verbatim");
  if (start.startsWith("<!--")) return until(text, at, "-->", "skipped");
  if (start.startsWith("<?")) return until(text, at, "?>", "skipped");
  if ("<![CDATA[".startsWith(start) || "<!--".startsWith(start)) return "more";
  return tagAt(text, at);
}

function until(text: string, at: number, close: string, kind: "verbatim" | "skipped"): Mark {
  const end = text.indexOf(close, at);
  const reach = end < 0 ? text.length : end;
  // Taken in one go: a search from every "<!--" of a file of nothing else would take the square of its length.
  if (reach - at > TEXT_LENGTH_MAX) return { kind: "text", end: at + TEXT_LENGTH_MAX };
  return end < 0 ? "more" : { kind, end: end + close.length };
}

/** What stands here up to the next "<", or as far as it was received. */
function textFrom(text: string, at: number): { kind: "text"; end: number } {
  const next = text.indexOf("<", at + 1);
  return { kind: "text", end: next < 0 ? text.length : next };
}

function tagAt(text: string, at: number): Mark {
  const mayBegin = /^<(?:\/?[A-Za-z]|![A-Z]|\/?$)/i.test(text.slice(at, at + 3));
  if (!mayBegin) return { kind: "text", end: at + 1 };
  const end = text.indexOf(">", at);
  const other = text.indexOf("<", at + 1);
  const isText = other >= 0 && (end < 0 || other < end);
  const reach = end < 0 ? text.length : end;
  if (isText || reach - at > TAG_LENGTH_MAX) return { kind: "text", end: at + 1 };
  return end < 0 ? "more" : { kind: "tag", end: end + 1 };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00A0",
};

/** Banks write "&" bare as often as "&amp;", so what is no entity stays as it is. */
function withEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
