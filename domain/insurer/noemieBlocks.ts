import { BLOCK_LENGTH, isKnown, layoutOf } from "./noemieLayout.ts";

/** A part of the file. `line` is the number of its block of 128 characters, from 1. */
export type Block =
  | { kind: "header" | "trailer"; text: string; line: number }
  | { kind: "body"; text: string; line: number; isLast: boolean }
  /** The file stops inside its blocks. */
  | { kind: "cut"; text: string; line: number }
  /** Something that is neither a block nor blank after the last one. */
  | { kind: "stray"; text: string; line: number };

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
  let pending = "";
  let line = 1;
  let header = "";
  let awaits: "header" | "body" | "trailer" | "nothing" = "header";

  function blockOf(text: string): Block {
    const at = { text, line };
    if (awaits === "header") {
      header = text;
      awaits = "body";
      return { kind: "header", ...at };
    }
    if (awaits === "trailer" || closes(text, header)) {
      awaits = "header";
      return { kind: "trailer", ...at };
    }
    const isLast = text.startsWith(LAST);
    if (isLast) awaits = "trailer";
    return { kind: "body", line, isLast, text: isLast ? text.slice(1).trimEnd() : text.slice(1) };
  }

  return {
    cut: (received) => {
      const blocks: Block[] = [];
      const all = pending + received;
      let from = 0;
      for (;;) {
        const skipped = awaits === "header" ? FILLERS : BETWEEN_BLOCKS;
        while (from < all.length && skipped.includes(all.charAt(from))) from += 1;
        if (awaits === "nothing" || all.length - from < BLOCK_LENGTH) break;
        const text = all.slice(from, from + BLOCK_LENGTH);
        if (awaits === "header" && !text.startsWith("000")) {
          awaits = "nothing";
          blocks.push({ kind: "stray", text, line });
          break;
        }
        blocks.push(blockOf(text));
        line += 1;
        from += BLOCK_LENGTH;
      }
      pending = awaits === "nothing" ? "" : all.slice(from);
      return blocks;
    },
    end: () => {
      const text = pending.trimEnd();
      pending = "";
      if (awaits === "header" && text !== "") return [{ kind: "stray", text, line }];
      if (awaits === "header" || awaits === "nothing") return [];
      const isTrimmedTrailer = awaits === "trailer" && text.length >= TRAILER_FILLED_LENGTH;
      if (isTrimmedTrailer) return [blockOf(text.padEnd(BLOCK_LENGTH))];
      return [{ kind: "cut", text, line }];
    },
  };
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
