import { expect, test } from "vitest";
import { retoldLines } from "../../../domain/bank/retold.ts";

const aLine = (...told: string[]) => ({ told });

test("a line in other words is the stored one of its reference", () => {
  const line = aLine("S1");
  expect(retoldLines([line], new Set(["N1"]))).toEqual(new Set([line]));
});

test("a stored line that the file tells again as it was is not told by another line too", () => {
  expect(retoldLines([aLine("S1")], new Set(["S1", "N1"]))).toEqual(new Set());
});

test("a stored line is told once: the second line of its reference is a movement of its own", () => {
  const [first, second] = [aLine("S1"), aLine("S1")];
  expect(retoldLines([first, second], new Set())).toEqual(new Set([first]));
  const [one, other] = [aLine("S1", "S2"), aLine("S1", "S2")];
  expect(retoldLines([one, other], new Set())).toEqual(new Set([one, other]));
});
