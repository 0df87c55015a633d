import { connect, type Db } from "./connect.ts";

/** A number of ours alone ("worker" in base 36, cut to 31 bits). */
const PRESENCE_LOCK = 1_976_514_579;

export type Presence = {
  /** Takes the sign again if its connection was replaced in the meantime. Call it every few seconds. */
  renew: () => Promise<void>;
  end: () => Promise<void>;
};

/**
 * Shows that a worker runs, by a shared lock on a connection of its own: any number may hold it, and however a process ends,
 * its sign goes with its connection. No clock, no row to clean up.
 */
export async function showPresence(databaseUrl: string): Promise<Presence> {
  const own = connect(databaseUrl, 1);
  const renew = async (): Promise<void> => {
    await own`
      select case when exists (
        select from pg_locks
        where pg_locks.pid = pg_backend_pid()
          and pg_locks.locktype = 'advisory'
          and pg_locks.objid = ${PRESENCE_LOCK}
      ) then true else pg_try_advisory_lock_shared(${PRESENCE_LOCK}) end
    `;
  };
  await renew();
  return { renew, end: () => own.end({ timeout: 2 }) };
}

/** Whether any worker runs on this database, on this machine or another. */
export async function workerIsUp(db: Db): Promise<boolean> {
  const [row] = await db<{ up: boolean }[]>`
    select exists (
      select from pg_locks
      where pg_locks.locktype = 'advisory'
        and pg_locks.database = (select pg_database.oid from pg_database where pg_database.datname = current_database())
        and pg_locks.classid = 0
        and pg_locks.objid = ${PRESENCE_LOCK}
        and pg_locks.granted
    ) as up
  `;
  return row?.up ?? false;
}
