import { writeSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends the output with "N passed, N failed, N skipped". It is written as the process exits, after every other word of ours.
 * A file that cannot be loaded and an error outside any test count as failures: a run that exits with 1 never says "0 failed".
 */
export function closingLine(): Reporter {
  const lines = { closing: "" };
  return {
    onInit() {
      process.once("exit", () => {
        if (lines.closing) writeSync(1, `${lines.closing}\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      const { passed, failed, skipped } = countResults(modules);
      lines.closing = `${passed} passed, ${failed + unhandledErrors.length} failed, ${skipped} skipped`;
    },
  };
}

type Counts = { passed: number; failed: number; skipped: number };

function countResults(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // "pending" at the end of a run: the test was never reached, which is no success
      counts[state === "pending" ? "skipped" : state] += 1;
    }
  }
  return counts;
}
