import { expect, test } from "vitest";
import { openLog } from "../../log.ts";

test("a log line keeps ids and counts, and neither names, accounts nor secrets", () => {
  const lines: string[] = [];
  const log = openLog({ logLevel: "info" }, { write: (line) => void lines.push(line) });
  log.info(
    {
      fileId: "812",
      lines: 40,
      password: "hunter2",
      line: { label: "VIR MME DUPONT", counterpartyIban: "FR7630006000011234567890189" },
      req: { headers: { cookie: "sid=abc", authorization: "Bearer abc" } },
      err: Object.assign(new Error("duplicate key"), { detail: "Key (iban)=(FR7630006000011234567890189)" }),
    },
    "read",
  );
  const text = lines.join("");
  expect(JSON.parse(text)).toMatchObject({ fileId: "812", lines: 40, password: "[redacted]" });
  expect(text).toContain("duplicate key");
  expect(text).not.toMatch(/hunter2|DUPONT|FR76|abc/);
});
