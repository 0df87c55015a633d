import { lineEnds } from "./textLines.ts";

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
  const clean = cleaner();
  /** The current line as far as it was received, less the records already cut from it. */
  let pending = "";
  let line = 1;
  let recordsInLine = 0;
  /** The tail of the line before: a record that goes on in this one, or one that lost its trailing blanks. */
  let carried = "";
  let out: CfonbPiece[] = [];

  function push(text: string, whole: boolean, at: number): void {
    if (text.startsWith("0") || text.trim() !== "")
      out.push({ text: whole ? text.padEnd(RECORD_LENGTH) : text, whole, line: at });
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

  /** A part of the current line, its end or not. */
  function add(text: string): void {
    pending += text;
    settleCarried(false);
    cutWholeRecords();
  }

  return {
    cut: (received) => {
      const text = clean(received);
      let from = 0;
      for (let to = text.indexOf("\n"); to !== -1; to = text.indexOf("\n", from)) {
        // The usual file: nothing is left of the line before, and this one is a record.
        if (to - from === RECORD_LENGTH && pending === "" && carried === "" && recordsInLine === 0) {
          push(text.slice(from, to), true, line);
          line += 1;
        } else {
          add(text.slice(from, to));
          endLine();
        }
        from = to + 1;
      }
      add(text.slice(from));
      return taken();
    },
    end: () => {
      endLine();
      push(carried, RECORD_START.test(carried), line - 1);
      return taken();
    },
  };
}

/** Every line end as LF, and fillers as blanks. A CR at the end of a piece waits for what follows it. */
function cleaner(): (received: string) => string {
  const normal = lineEnds();
  return (received) => FILLERS.reduce((text, filler) => text.replaceAll(filler, " "), normal(received));
}
