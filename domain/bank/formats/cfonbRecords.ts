/**
 * A piece of a CFONB file. `whole` has 120 characters; anything else is what no record begins with after the records of its
 * line were cut. `line` counts physical lines, and records where one line holds several.
 */
export type CfonbPiece = { text: string; whole: boolean; line: number };

export type RecordCutter = { cut(text: string): CfonbPiece[]; end(): CfonbPiece[] };

export const RECORD_LENGTH = 120;
const RECORD_START = /^0[1457]\d{5}/;
const RECORD_START_LENGTH = 7;
/** What DOS transfers leave at the end of a file, and what others fill records with. */
const FILLERS = ["\x1a", "\0"];

/**
 * Cuts text into records whatever became of its line ends on the way: one record a line, trailing blanks cut or too many, no
 * line end at all, or lines wrapped at a width that is no multiple of 120. The first 120 characters of a line are a record in
 * every one of these cases, so a file without line ends streams too.
 */
export function recordCutter(): RecordCutter {
  const toLines = lineEnds();
  /** The current line as far as it was received, less the records already cut from it. */
  let pending = "";
  let line = 1;
  let recordsInLine = 0;
  /** The tail of the line before: a record that goes on in this one, or one that lost its trailing blanks. */
  let carried = "";
  let out: CfonbPiece[] = [];

  function push(text: string, whole: boolean, at: number): void {
    if (text.trim() !== "") out.push({ text: whole ? text.padEnd(RECORD_LENGTH) : text, whole, line: at });
  }

  /** The tail of the line before is a record of its own if this line begins with one, else they are one record. */
  function settleCarried(lineIsComplete: boolean): void {
    if (carried === "" || pending === "") return;
    if (pending.length < RECORD_START_LENGTH && !lineIsComplete) return;
    if (RECORD_START.test(pending)) push(carried, RECORD_START.test(carried), line - 1);
    else {
      pending = carried + pending;
      recordsInLine = 1;
    }
    carried = "";
  }

  function cutWholeRecords(): void {
    while (carried === "" && pending.length >= RECORD_LENGTH) {
      if (recordsInLine > 0) line += 1;
      recordsInLine += 1;
      push(pending.slice(0, RECORD_LENGTH), true, line);
      pending = pending.slice(RECORD_LENGTH);
    }
  }

  function endLine(): void {
    settleCarried(true);
    cutWholeRecords();
    if (recordsInLine === 0) push(pending, true, line);
    else if (pending.trim() !== "") carried = pending;
    pending = "";
    recordsInLine = 0;
    line += 1;
  }

  function taken(): CfonbPiece[] {
    const pieces = out;
    out = [];
    return pieces;
  }

  return {
    cut: (received) => {
      for (const [index, text] of toLines(received).entries()) {
        if (index > 0) endLine();
        pending += text;
        settleCarried(false);
        cutWholeRecords();
      }
      return taken();
    },
    end: () => {
      endLine();
      push(carried, RECORD_START.test(carried), line - 1);
      return taken();
    },
  };
}

/** Splits at LF, CR LF and a lone CR, fillers as blanks. A CR at the end of a piece waits for what follows it. */
function lineEnds(): (received: string) => string[] {
  let held = "";
  return (received) => {
    const text = held + received;
    held = text.endsWith("\r") ? "\r" : "";
    let whole = held === "" ? text : text.slice(0, -1);
    if (whole.includes("\r")) whole = whole.replace(/\r\n?/g, "\n");
    for (const filler of FILLERS) whole = whole.replaceAll(filler, " ");
    return whole.split("\n");
  };
}
