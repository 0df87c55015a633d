import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CATALOGUE, PROBLEM_CODES, type ProblemCode } from "../../domain/problems.ts";

/** Where the page stands; `npm run docs:errors` writes it, and a test fails when it no longer says what the catalogue says. */
export const ERRORS_PAGE = fileURLToPath(new URL("../../docs/errors.md", import.meta.url));

const TOP = `# Errors and warnings

Everything Rappro may say of a file or an act: the code (in the database, the log and \`--json\`), the sentence and what to do, in
French and in English. Words in braces are filled in: \`{line}\` is the physical line in the file, \`{field}\` the field or column,
\`{value}\` what stood there.

Written by \`npm run docs:errors\` from the catalogue in \`domain/problems.ts\`. Do not edit it by hand.
`;

/** The catalogue as a page, by code. */
export function errorsPage(): string {
  const codes = [...PROBLEM_CODES].sort();
  return [TOP, ...codes.map(section)].join("\n");
}

function section(code: ProblemCode): string {
  const { fr, en } = CATALOGUE[code];
  const lines = [
    `## \`${code}\``,
    "",
    `- **Français.** ${fr.says} *${fr.toDo}*`,
    `- **English.** ${en.says} *${en.toDo}*`,
  ];
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(ERRORS_PAGE, errorsPage());
