import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERRORS_PAGE, errorsPage } from "./docs/errors.ts";

test("docs/errors.md says what the catalogue says; `npm run docs:errors` writes it again", () => {
  expect(existsSync(ERRORS_PAGE) ? readFileSync(ERRORS_PAGE, "utf8") : "").toBe(errorsPage());
});
