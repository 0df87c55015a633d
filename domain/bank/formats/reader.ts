import type { StatementEvent } from "../statement.ts";
import type { Format } from "./detect.ts";

/** A reader of one format: text as it comes, events as soon as they are sure. It holds one statement line, never a file. */
export type StatementReader = { read(text: string): StatementEvent[]; end(): StatementEvent[] };

export type StatementsFile = {
  /** Undefined when nothing in the file tells. */
  format: Format | undefined;
  /**
   * Events in batches, one for each piece of the file: an await per batch costs nothing, an await per line as much as reading
   * it. A batch comes from 64 KiB at most, some 550 movements of CFONB 120. Each head has its lines and its foot, except
   * when too many errors ended the reading.
   */
  batches: AsyncGenerator<StatementEvent[]>;
};
