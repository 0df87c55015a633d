import { error, type Problem, type ProblemCode, warning } from "../problems.ts";
import type { ReturnEvent } from "./return.ts";

type Place = Omit<Problem, "code" | "severity">;

/** Where the parts of the reader leave their events and what they find wrong, in the order of the file. */
export type Report = {
  give: (event: ReturnEvent) => void;
  refuse: (code: ProblemCode, place: Place) => void;
  /** What is odd about one entity of a file is odd about most: once for each `about` is enough. */
  warnOnce: (code: ProblemCode, place: Place, about?: string) => void;
  /** A new file begins, with remarks of its own. */
  renew: () => void;
  taken: () => ReturnEvent[];
};

export function newReport(): Report {
  let events: ReturnEvent[] = [];
  const said = new Set<string>();
  return {
    give: (event) => void events.push(event),
    refuse: (code, place) => void events.push({ kind: "problem", problem: error(code, place) }),
    warnOnce: (code, place, about = "") => {
      if (said.has(`${code} ${about}`)) return;
      said.add(`${code} ${about}`);
      events.push({ kind: "problem", problem: warning(code, place) });
    },
    renew: () => said.clear(),
    taken: () => {
      const given = events;
      events = [];
      return given;
    },
  };
}
