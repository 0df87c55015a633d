import { type Block, blockCutter, type EntitySplitter, entitySplitter } from "./noemieBlocks.ts";
import { endEntities, readEntity } from "./noemieEntities.ts";
import { checkTrailer, openExchange } from "./noemieExchange.ts";
import { breakOpen, closeDownTo } from "./noemieGroups.ts";
import { closeTransfer, newReading, type Reading } from "./noemieReading.ts";
import { newReport } from "./noemieReport.ts";
import type { ReturnReader } from "./return.ts";

const STRAY_SHOWN_LENGTH = 20;

/**
 * Reads NOEMIE-PS returns (reference 580, and 576 with the same building blocks): blocks, entities, the tree they make, and
 * one return per transfer (071). Control totals are checked on the way. Holds one invoice at a time.
 */
export function noemieReader(): ReturnReader {
  const cutter = blockCutter();
  const report = newReport();
  const rank = { last: 0 };
  let file: { reading: Reading; splitter: EntitySplitter } | "refused" | undefined;

  function readBlock(block: Block): void {
    const { text, line } = block;
    if (block.kind === "header") {
      report.renew();
      const open = openExchange(text, line, report);
      file = open ? { reading: newReading(open, report, rank), splitter: entitySplitter() } : "refused";
    } else if (file === "refused") return;
    else if (block.kind === "stray") {
      report.refuse("noemie_stray", { line, value: text.slice(0, STRAY_SHOWN_LENGTH).trim() });
    } else if (file && block.kind === "body") {
      for (const entity of file.splitter.split(block)) readEntity(file.reading, entity);
    } else if (file) {
      finish(file.reading, file.splitter, block);
      file = undefined;
    }
  }

  return {
    read: (text) => {
      for (const block of cutter.cut(text)) readBlock(block);
      return report.taken();
    },
    end: () => {
      for (const block of cutter.end()) readBlock(block);
      return report.taken();
    },
  };
}

/** The end of a file: what is open is closed, then the totals are compared. */
function finish(reading: Reading, splitter: EntitySplitter, block: Block): void {
  const { report, groups } = reading;
  const isCut = block.kind === "cut";
  const rest = splitter.rest();
  if (rest && !isCut) readEntity(reading, { ...rest, code: "" });
  endEntities(reading);
  if (isCut) {
    report.refuse("noemie_truncated", { line: block.line });
    breakOpen(groups);
  } else closeDownTo(groups, 0, block.line);
  closeTransfer(reading);
  if (isCut) return;
  const read = { amount: reading.amount, lotCount: reading.lots.size, isBroken: reading.isBroken };
  checkTrailer(reading.open, block, read, report);
}
