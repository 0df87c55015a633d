/** The stored file to read. */
export type FileTask = { companyId: bigint; fileId: bigint };
/** When it is read, and who is told meanwhile. */
export type Moment = {
  now: Date;
  today: string;
  /** Told while a large file is read: how many lines so far. */
  tell?: (lines: number) => void;
};
