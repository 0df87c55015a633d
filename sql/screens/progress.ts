import type { Db } from "../connect.ts";

/** What the workers have before them now, and how far they came: enough to see that something changed. */
export type Progress = { filesToRead: number; linesToStudy: number; filesRead: number; nights: number };

export async function progressNow(db: Db): Promise<Progress> {
  const [row] = await db<Progress[]>`
    select (select count(*) from received_file where state = 'received')::integer as files_to_read,
           (select count(*) from statement_line where state = 'new')::integer as lines_to_study,
           (select count(*) from received_file where state <> 'received')::integer as files_read,
           (select count(*) from night)::integer as nights
  `;
  return row ?? { filesToRead: 0, linesToStudy: 0, filesRead: 0, nights: 0 };
}
