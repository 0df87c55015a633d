import { BLOCK_LENGTH, isKnown, layoutOf } from "./noemieLayout.ts";

/** A part of the file. `line` is the number of its block of 128 characters, from 1. */
export type Block =
  | { kind: "body"; text: string; line: number; isLast: boolean }
  /** "cut" where the file stops inside its blocks, "stray" for what is neither a block nor blank after the last one. */
  | { kind: "header" | "trailer" | "cut" | "stray"; text: string; line: number };

export type BlockCutter = { cut(text: string): Block[]; end(): Block[] };

const LAST = "1";
/** Line ends, and what transfers leave at the end of files. */
const BETWEEN_BLOCKS = "\r\n";
const FILLERS = " \t\r\n\0\x1a";
/** A trailer has blanks from 109 on, which an editor may have trimmed. */
const TRAILER_FILLED_LENGTH = 97;
const EMITTER_AND_NUMBER = [3, 19] as const;

/**
 * Cuts a file into blocks (section 2): a header, body blocks that begin with a flag, a trailer; and again, where files were put
 * end to end. Line ends after blocks are dropped. Holds less than one block.
 */
export function blockCutter(): BlockCutter {
  const cutting: Cutting = { pending: "", line: 1, header: "", awaits: "header" };
  return {
    cut: (received) => {
      const blocks: Block[] = [];
      cutting.pending += received;
      let from = blockStart(cutting, 0);
      while (cutting.awaits !== "nothing" && cutting.pending.length - from >= BLOCK_LENGTH) {
        blocks.push(nextBlock(cutting, cutting.pending.slice(from, from + BLOCK_LENGTH)));
        from = blockStart(cutting, from + BLOCK_LENGTH);
      }
      cutting.pending = cutting.awaits === "nothing" ? "" : cutting.pending.slice(from);
      return blocks;
    },
    end: () => {
      const { awaits, line } = cutting;
      const text = cutting.pending.trimEnd();
      cutting.pending = "";
      if (awaits === "header" && text !== "") return [{ kind: "stray", text, line }];
      if (awaits === "header" || awaits === "nothing") return [];
      const isTrimmedTrailer = awaits === "trailer" && text.length >= TRAILER_FILLED_LENGTH;
      return [isTrimmedTrailer ? nextBlock(cutting, text.padEnd(BLOCK_LENGTH)) : { kind: "cut", text, line }];
    },
  };
}

type Cutting = {
  pending: string;
  line: number;
  header: string;
  awaits: "header" | "body" | "trailer" | "nothing";
};

/** Where the next block begins: after line ends, and after any filling between two files. */
function blockStart({ pending, awaits }: Cutting, from: number): number {
  const skipped = awaits === "header" ? FILLERS : BETWEEN_BLOCKS;
  let start = from;
  while (start < pending.length && skipped.includes(pending.charAt(start))) start += 1;
  return start;
}

function nextBlock(cutting: Cutting, text: string): Block {
  const { awaits, header, line } = cutting;
  cutting.line += 1;
  if (awaits === "header") {
    const isHeader = text.startsWith("000");
    cutting.awaits = isHeader ? "body" : "nothing";
    cutting.header = text;
    return { kind: isHeader ? "header" : "stray", text, line };
  }
  if (awaits === "trailer" || closes(text, header)) {
    cutting.awaits = "header";
    return { kind: "trailer", text, line };
  }
  const isLast = text.startsWith(LAST);
  if (isLast) cutting.awaits = "trailer";
  return { kind: "body", line, isLast, text: isLast ? text.slice(1).trimEnd() : text.slice(1) };
}

/** A trailer whose last body block lost its flag: it repeats the emitter of its header. */
function closes(block: string, header: string): boolean {
  return (
    block.startsWith("999") && block.slice(...EMITTER_AND_NUMBER) === header.slice(...EMITTER_AND_NUMBER)
  );
}

/** An entity without its @; `line` is the block it begins in. Without code when no @ ended it in a reasonable length. */
export type Entity = { code: string; text: string; line: number };

export type EntitySplitter = {
  split(block: { text: string; line: number; isLast: boolean }): Entity[];
  /** What no @ ended, blanks aside; empties the splitter. */
  rest(): Entity | undefined;
};

const END = "@";
/** Ten times the longest entity: a stream without @ is none, and must not be held. */
const UNENDED_LENGTH_MAX = 1530;
/** A code and a level. */
const ENTITY_START_LENGTH = 5;

/**
 * Splits the stream of body blocks at each @. An @ before the known length of an entity is part of a text (an address in a
 * comment) when the entity ends at its length all the same and no entity begins after the first @.
 */
export function entitySplitter(): EntitySplitter {
  let pending = "";
  let line = 0;

  function take(length: number, at: number): Entity {
    const text = pending.slice(0, length);
    const entity = { code: text.slice(0, 3), text, line };
    pending = pending.slice(length + END.length);
    line = at;
    return entity;
  }

  return {
    split: (block) => {
      const entities: Entity[] = [];
      if (pending === "") line = block.line;
      pending += block.text;
      for (;;) {
        const end = endOf(pending, block.isLast);
        if (end === undefined) break;
        entities.push(take(end, block.line));
      }
      if (pending.length > UNENDED_LENGTH_MAX) {
        entities.push({ code: "", text: pending, line });
        pending = "";
      }
      return entities;
    },
    rest: () => {
      const left = pending.trim() === "" ? undefined : { code: pending.slice(0, 3), text: pending, line };
      pending = "";
      return left;
    },
  };
}

/** Where the entity that begins the stream ends; undefined when more of the stream is needed to tell. */
function endOf(stream: string, isLast: boolean): number | undefined {
  const first = stream.indexOf(END);
  if (first < 0) return undefined;
  const length = layoutOf(stream.slice(0, 3))?.length;
  if (length === undefined || first >= length - 1) return first;
  if (!isLast && stream.length < Math.max(length, first + 1 + ENTITY_START_LENGTH)) return undefined;
  return stream.charAt(length - 1) === END && !beginsEntity(stream, first + 1) ? length - 1 : first;
}

function beginsEntity(stream: string, from: number): boolean {
  return isKnown(stream.slice(from, from + 3)) && /^\d\d$/.test(stream.slice(from + 3, from + 5));
}
