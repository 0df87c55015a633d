import { type Request, type Response, Router } from "express";
import type { Progress } from "../../sql/screens/progress.ts";
import { enterCompany } from "../guard.ts";
import type { Live } from "../live.ts";
import { liveWords } from "../views/live.ts";

const BREATH_MS = 20_000;

/** The stream of a page: a fragment each time something changed, a breath in between so that proxies keep it open. */
export function liveRoutes(live: Live): Router {
  const router = Router({ mergeParams: true });
  router.get("/live", (request, response) => follow(live, request, response));
  return router;
}

function follow(live: Live, request: Request, response: Response): void {
  const visit = enterCompany(request, response, "viewer");
  if (!visit) return;
  // "no-transform" keeps it from being compressed, which would hold each message back.
  response
    .status(200)
    .set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform" });
  response.flushHeaders();
  let first: Progress | undefined;
  let told = "";
  let number = 0;
  const tell = (progress: Progress) => {
    first ??= progress;
    const words = liveWords(visit, progress, first).toString();
    if (words === told) return;
    told = words;
    number += 1;
    response.write(`id: ${number}\ndata: ${words.replaceAll("\n", " ")}\n\n`);
  };
  const breath = setInterval(() => response.write(": \n\n"), BREATH_MS).unref();
  const leave = live.follow(visit.company.id, tell, () => response.end());
  response.once("close", () => {
    clearInterval(breath);
    leave();
  });
}
