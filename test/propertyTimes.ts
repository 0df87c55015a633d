import fc from "fast-check";

/**
 * How many times over every property is tried: `PROPERTY_TIMES=10 npm run properties` tries ten times as many cases. A time
 * limit grows with it. A failure prints the seed and the path that bring it back: `{ seed: …, path: "…", endOnFailure: true }`.
 */
export const PROPERTY_TIMES = Number(process.env.PROPERTY_TIMES ?? 1);

fc.configureGlobal({ numRuns: 100 * PROPERTY_TIMES });
