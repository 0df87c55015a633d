import { describe, expect, test } from "vitest";
import { rehearse } from "../kill/rehearsal.ts";
import { redisIsAvailable } from "../redis.ts";

/** A draw that kills each of the three once. */
const SEED = 3;

describe.skipIf(!redisIsAvailable())("kill -9 of worker, PostgreSQL and Redis while they work", () => {
  test("loses no line, posts none twice, and the certificate of the night holds", async () => {
    expect(await rehearse(3, SEED, () => {})).toMatchObject({
      kills: { worker: 1, postgres: 1, redis: 1 },
      retried: 0,
      lines: 600,
      payments: 300,
      certificate: 1,
    });
  }, 240_000);
});
