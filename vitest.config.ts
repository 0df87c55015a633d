import os from "node:os";
import { defineConfig } from "vitest/config";
import { closingLine } from "./test/closingLine.ts";
import { PROPERTY_TIMES } from "./test/propertyTimes.ts";

/**
 * Three projects, from the quickest: `fast` needs no server, `database` gets one throwaway PostgreSQL, `browser` also drives
 * Chromium. `npx vitest run --project fast` while writing; all of them before a commit.
 */
export default defineConfig({
  test: {
    reporters: ["default", closingLine()],
    // Two at least: while one file waits for PostgreSQL, which works beside us, another one goes on.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/*.test.ts", "test/domain/**/*.test.ts"],
          setupFiles: ["test/propertyTimes.ts"],
          // Properties of a second each, on a machine that may be busy with the other projects.
          testTimeout: 20_000 * PROPERTY_TIMES,
          // Pure code keeps nothing between files: sharing one module graph halves the time.
          isolate: false,
        },
      },
      {
        test: {
          name: "database",
          include: ["test/{sql,worker,web,scenarios}/**/*.test.ts"],
          globalSetup: ["test/globalSetup.ts"],
          setupFiles: ["test/propertyTimes.ts"],
          testTimeout: 30_000 * PROPERTY_TIMES,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/globalSetup.ts", "test/chromium.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // A browser just installed has been seen to miss its first start.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
