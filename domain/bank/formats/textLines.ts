/** Longer than any text of a bank; more is an attack or another kind of file, and would be held in memory. */
export const TEXT_LENGTH_MAX = 65_536;

/** A physical line without its end. `tooLong` when it was cut at TEXT_LENGTH_MAX: what it said is not known. */
export type TextLine = { text: string; line: number; tooLong: boolean };

/** Cuts text into lines as it comes, at LF, CR LF and a lone CR, and holds one line at most. */
export function lineCutter(): { cut(text: string): TextLine[]; end(): TextLine[] } {
  const normal = lineEnds();
  let pending = "";
  let tooLong = false;
  let line = 1;

  function hold(text: string): void {
    pending += text;
    if (pending.length <= TEXT_LENGTH_MAX) return;
    pending = pending.slice(0, TEXT_LENGTH_MAX);
    tooLong = true;
  }

  function finished(): TextLine {
    const whole = { text: pending, line, tooLong };
    pending = "";
    tooLong = false;
    line += 1;
    return whole;
  }

  return {
    cut: (text) => {
      const lines: TextLine[] = [];
      for (const [index, part] of normal(text).split("\n").entries()) {
        if (index > 0) lines.push(finished());
        hold(part);
      }
      return lines;
    },
    end: () => (pending === "" ? [] : [finished()]),
  };
}

/** Every line end as LF. A CR at the end of a piece waits for what follows it. */
export function lineEnds(): (text: string) => string {
  let held = "";
  return (received) => {
    const text = held + received;
    held = text.endsWith("\r") ? "\r" : "";
    const whole = held === "" ? text : text.slice(0, -1);
    return whole.includes("\r") ? whole.replace(/\r\n?/g, "\n") : whole;
  };
}
