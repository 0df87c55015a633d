import type { Logger } from "pino";
import type { Command } from "../command.ts";
import { startWorkers, stopOnSignal } from "../main.ts";
import { processors } from "../processors.ts";
import { openProgram, Unusable } from "../program.ts";
import { openQueues } from "../queues.ts";

export const serveWorker: Command = {
  usage: "rappro worker",
  says: "Runs the workers until it is told to stop (SIGTERM): reads files, posts lines, runs the nights.",
  options: {},
  run: async () => {
    const { environment, databaseUrl, pool, log, close } = await openProgram();
    endOnSurprise(log);
    const queues = openQueues({ redis: environment.redis, databaseUrl, log });
    const workers = await startWorkers({ environment, databaseUrl, pool, queues, processors, log });
    stopOnSignal(log, async () => {
      const cutOff = await workers.stop();
      await queues.close();
      await close();
      return cutOff;
    });
    return untilStopped();
  },
};

export const serveWeb: Command = {
  usage: "rappro web",
  says: "Serves the dashboard until it is told to stop (SIGTERM). HOST and PORT say where.",
  options: {},
  run: async () => {
    const program = await openProgram();
    const { environment, databaseUrl, pool, log, close, sessionSecret } = program;
    endOnSurprise(log);
    const queues = openQueues({ redis: environment.redis, databaseUrl, log });
    // Loaded here: the other commands need no web server, and start the faster for it.
    const { startWeb } = await import("../../web/main.ts");
    const web = await startWeb({
      pool,
      databaseUrl,
      queues,
      environment: { ...environment, sessionSecret },
      log,
      clock: () => new Date(),
    }).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== "EADDRINUSE" && failure.code !== "EACCES") throw failure;
      throw new Unusable(
        `The dashboard cannot be served on ${environment.host}:${environment.port} (${failure.code}): set another PORT.`,
      );
    });
    log.info({ address: web.address }, "the dashboard is up");
    stopOnSignal(log, async () => {
      await web.close();
      await queues.close();
      await close();
      return [];
    });
    return untilStopped();
  },
};

/**
 * What nobody expected ends the process, with its reason as the last line of the log. Nothing is half written, and whoever watches
 * over the process starts it again. The driver's own failure when a server goes away under it is such a one.
 */
function endOnSurprise(log: Logger): void {
  process.on("uncaughtException", (err) => {
    const isDriver = /node_modules\/postgres\//.test(err.stack ?? "");
    const says = isDriver
      ? "the database broke off its connections: this process ends, to be started again"
      : "an unexpected failure ends this process, to be started again";
    log.fatal({ err }, says);
    process.exit(1);
  });
}

/** A signal ends the process; nothing else does. */
function untilStopped(): Promise<number> {
  return new Promise(() => {});
}
