/** What is printed for one file: its name and whether it passed, then each difference, its lines set off below it. */
export function reportOf(name: string, failures: readonly string[]): string {
  if (failures.length === 0) return `${name}   passed`;
  return [`${name}   FAILED`, ...failures.map(indented)].join("\n");
}

export function summaryOf(results: readonly boolean[]): string {
  const passed = results.filter(Boolean).length;
  return `${passed} passed, ${results.length - passed} failed`;
}

function indented(failure: string): string {
  return failure
    .split("\n")
    .map((line, at) => `${at === 0 ? "  " : "    "}${line}`)
    .join("\n");
}
