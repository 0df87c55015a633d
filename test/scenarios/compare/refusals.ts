import type { Expectation } from "../expectSchema.ts";
import type { WhatIf } from "../parse.ts";
import type { Attempt, Outcome } from "../play.ts";

type ExpectedRefusal = NonNullable<Expectation["refused"]>[number];

/** An event named in `refused` must fail, with these words and leaving nothing; every other one must succeed. */
export function compareRefused(expected: readonly ExpectedRefusal[], refused: readonly Attempt[]): string[] {
  const left = [...refused];
  const failures = expected.flatMap((one) => {
    const fits = (attempt: Attempt) =>
      attempt.step === one.step && (one.document === undefined || attempt.refusal.document === one.document);
    const at = left.findIndex(fits);
    const name = `step ${one.step}${one.document ? `   document ${one.document}` : ""}`;
    const [attempt] = at < 0 ? [] : left.splice(at, 1);
    if (!attempt) return [`${name}   expected a refusal   found none`];
    const leftBehind = attempt.changed ? [`${name}   the refused attempt left something behind`] : [];
    return [
      ...leftBehind,
      ...compareMessage(one.errorHas, attempt.refusal.message).map((text) => `${name}   ${text}`),
    ];
  });
  return [
    ...failures,
    ...left.map(({ step, kind, refusal }) => `step ${step}   ${kind} was refused   ${refusal.message}`),
  ];
}

export function compareOutcome(whatIf: WhatIf, { refusals, changed }: Outcome): string[] {
  const name = `what if: ${whatIf.title}`;
  const [refusal] = refusals;
  if (whatIf.outcome === "accepted")
    return refusal ? [`${name}   expected accepted   found refused: ${refusal.message}`] : [];
  if (!refusal) return [`${name}   expected refused   found accepted`];
  return [
    ...(changed ? [`${name}   the refused attempt changed something`] : []),
    ...compareMessage(whatIf.errorHas, refusal.message).map((text) => `${name}   ${text}`),
  ];
}

/** Parts of the message shown: case does not count, `a|b` means either, an amount also matches as French writes it. */
export function compareMessage(errorHas: readonly string[] = [], message: string): string[] {
  const shown = plain(message);
  return errorHas
    .filter(
      (part) =>
        !part.split("|").some((either) => formsOf(either).some((form) => shown.includes(plain(form)))),
    )
    .map((part) => `expected a message with "${part}"   found "${message}"`);
}

function formsOf(part: string): string[] {
  const amount = /^(-?)(\d+)\.(\d{2})$/.exec(part.trim());
  if (!amount) return [part];
  const [, sign = "", euros = "", cents = ""] = amount;
  const grouped = euros.replace(/\B(?=(\d{3})+$)/g, " ");
  return [part, `${sign}${grouped},${cents}`, `${sign}${euros},${cents}`, `${sign}${grouped}.${cents}`];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u00a0\u202f\u2009\s]+/g, " ")
    .replaceAll("−", "-")
    .replaceAll("’", "'");
}
