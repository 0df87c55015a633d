import fs from "node:fs";
import { z } from "zod";
import { formatPercent } from "../../domain/matching/score.ts";
import { allKinds, type KindScore, scoreOutcomes, type Truth } from "../../domain/matching/scorecard.ts";
import { asCompany } from "../../sql/connect.ts";
import { outcomesOfLines } from "../../sql/scorecard.ts";
import type { Command } from "../command.ts";
import { openProgram, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

const allocations = z.array(z.object({ invoice: z.string(), cents: z.number().int() }));
const schema = z.object({
  lines: z.array(
    z.object({
      line_id: z.string(),
      class: z.string().default("all"),
      expect: z.enum(["auto", "manual"]),
      allocations,
      meant: z.array(allocations).optional(),
    }),
  ),
});

export const score: Command = {
  usage: "rappro score TRUTH.json [--json] [--company NAME]",
  says: `Scores a month of your own: what was posted and suggested against the right answers you give.
TRUTH.json: {"lines": [{"line_id", "class", "expect": "auto"|"manual", "allocations": [{"invoice", "cents"}]}]}, where line_id is the
bank’s own reference of the line. Import statement and invoices, run a night, then score before anybody decides a line.
Nothing is changed. Ends with status 1 if a line was posted wrongly.`,
  options: { ...companyOption, json: { type: "boolean" } },
  takes: "truth",
  run: async (options, [file = ""]) => {
    const truths = readTruths(file);
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const outcomes = await asCompany(program.pool, company.id, outcomesOfLines);
      const known = new Map(outcomes.map((outcome) => [shortest(outcome.name), outcome]));
      const card = scoreOutcomes(known, truths, shortest);
      if (options.json) console.log(JSON.stringify(card, null, 1));
      else {
        for (const kind of [...card.kinds, allKinds(card.kinds)]) console.log(asRow(kind));
        for (const { lineId, kind, posted, expected } of card.wrongs)
          console.log(`WRONG ${lineId} (${kind}): posted on ${posted}; right: ${expected}`);
        if (card.unknown.length > 0)
          console.log(
            `${card.unknown.length} lines of the file are not in the books: ${card.unknown.slice(0, 5).join(", ")}`,
          );
      }
      return card.wrongs.length > 0 ? 1 : 0;
    } finally {
      await program.close();
    }
  },
};

function readTruths(file: string): Truth[] {
  let read: unknown;
  try {
    read = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (failure) {
    throw new Unusable(`${file} cannot be read: ${(failure as Error).message}`);
  }
  const parsed = schema.safeParse(read);
  if (!parsed.success)
    throw new Unusable(`${file} is not a file of answers: ${z.prettifyError(parsed.error)}`);
  return parsed.data.lines.map(({ line_id, class: kind, meant, ...truth }) => ({
    lineId: line_id,
    kind,
    ...truth,
    ...(meant ? { meant } : {}),
  }));
}

/** CFONB keeps the digits of a reference and pads them: "L0000042" and "0000042" are one line. */
function shortest(name: string): string {
  return name.replace(/^[A-Z]*0*(?=\d)/, "");
}

function asRow(kind: KindScore): string {
  const of = (part: number, whole: number) => (whole === 0 ? "–" : formatPercent(part / whole, "en"));
  const cells = [
    `${kind.lines} lines`,
    `${kind.right + kind.wrong} posted`,
    `precision ${of(kind.right, kind.right + kind.wrong)} (${of(kind.rightCents, kind.rightCents + kind.wrongCents)} of the euros)`,
    `of the certain ${of(kind.right, kind.certain)}`,
    `asked ${kind.asked}`,
    `first ${of(kind.first, kind.asked)}`,
    `first three ${of(kind.firstThree, kind.asked)}`,
  ];
  return `${kind.kind.padEnd(22)}${cells.join(", ")}`;
}
