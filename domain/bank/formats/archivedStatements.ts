import { error, type Problem, warning } from "../../problems.ts";
import type { StatementEvent } from "../statement.ts";
import type { ArchivedFile } from "./archive.ts";
import { FORMAT_NAMES, type Format } from "./detect.ts";
import { ArchiveFault } from "./inflate.ts";
import type { StatementsFile } from "./reader.ts";

/** Banks put the printed statement beside the one for machines. */
const FOR_THE_EYE: ReadonlySet<Format> = new Set(["pdf", "xls", "xlsx"]);

/**
 * The statements of an archive, one file after another. What is wrong with one of them refuses the whole, as in a file with several
 * statements: an archive read in half would be found out months later. Problems say in which file they are.
 */
export async function* readArchive(
  files: AsyncIterable<ArchivedFile>,
  read: (bytes: AsyncIterable<Uint8Array>) => Promise<StatementsFile>,
): AsyncGenerator<StatementEvent[]> {
  let isOpen = false;
  try {
    for await (const { name, bytes } of files) {
      const { format, batches } = await read(bytes);
      const skipped = format && unreadIn(format, name);
      if (skipped) yield [{ kind: "problem", problem: skipped }];
      if (skipped?.severity === "error") return;
      if (skipped) continue;
      for await (const batch of batches) {
        for (const event of batch) isOpen = isOpenAfter(event, isOpen);
        yield batch.map((event) => inFile(event, name));
      }
    }
  } catch (fault) {
    if (!(fault instanceof ArchiveFault)) throw fault;
    // The reading broke off inside a statement: its foot is given so that events come as head, lines, foot.
    if (isOpen)
      yield [
        { kind: "problem", problem: fault.problem },
        { kind: "foot", foot: {} },
      ];
    else yield [{ kind: "problem", problem: fault.problem }];
  }
}

function unreadIn(format: Format, name: string): Problem | undefined {
  if (format === "zip" || format === "gzip")
    return error("archive_nested", { value: name || FORMAT_NAMES[format] });
  if (!FOR_THE_EYE.has(format)) return undefined;
  return warning("archive_file_skipped", { value: name || "gzip", params: { format: FORMAT_NAMES[format] } });
}

function isOpenAfter(event: StatementEvent, before: boolean): boolean {
  return event.kind === "head" || (event.kind !== "foot" && before);
}

function inFile(event: StatementEvent, file: string): StatementEvent {
  if (event.kind !== "problem" || file === "") return event;
  return { kind: "problem", problem: { ...event.problem, params: { ...event.problem.params, file } } };
}
