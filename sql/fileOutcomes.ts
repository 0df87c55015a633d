import type { Problem } from "../domain/problems.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import type { FileState } from "./files.ts";

export type FileOutcome = {
  fileId: bigint;
  name: string;
  state: FileState;
  linesRead: number;
  linesNew: number;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
  problems: Problem[];
};

/** A note tells so many problems and no more; the page of the file has them all. One more says that there are. */
const PROBLEMS_MAX = 201;

/** What became of these files, with what was wrong with those that were refused or held. */
export async function fileOutcomes(db: Db, fileIds: readonly bigint[]): Promise<Map<bigint, FileOutcome>> {
  const rows = await db<(Omit<FileOutcome, "problems"> & { problems: object[] })[]>`
    select file.id as file_id, file.name, file.state, file.lines_read, file.lines_new, file.sha256,
           (select coalesce(json_agg(json_strip_nulls(json_build_object(
                     'severity', problem.severity, 'code', problem.code, 'line', problem.line, 'field', problem.field,
                     'value', problem.value, 'raw', problem.raw, 'params', problem.params)) order by problem.rank), '[]')
              from file_problem as problem
             where problem.file_id = file.id and problem.rank <= ${PROBLEMS_MAX}) as problems
      from received_file as file
     where file.id = any (${idsOf(fileIds)}::text[]::bigint[])
  `;
  return new Map(rows.map((row) => [row.fileId, { ...row, problems: row.problems as Problem[] }]));
}
