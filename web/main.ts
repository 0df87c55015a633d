import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp } from "./app.ts";
import type { Services } from "./services.ts";

const PATIENCE_MS = 5_000;

/** Serves the dashboard where the environment says. `close` lets requests under way finish, for a few seconds. */
export async function startWeb(services: Services): Promise<{ address: string; close: () => Promise<void> }> {
  const { app, stopStreams, close: closeSessions } = createApp(services);
  const { host, port } = services.environment;
  const server = await new Promise<Server>((resolve, reject) => {
    const listening: Server = app.listen(port, host, (failure?: Error) =>
      failure ? reject(failure) : resolve(listening),
    );
  }).catch(async (failure: unknown) => {
    await closeSessions();
    throw failure;
  });
  const address = addressOf(host, server.address() as AddressInfo);
  services.log.info({ address }, "the dashboard is served");
  return {
    address,
    close: async () => {
      stopStreams();
      await stop(server);
      await closeSessions();
    },
  };
}

function addressOf(host: string, { port }: AddressInfo): string {
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hurry = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
    server.close(() => {
      clearTimeout(hurry);
      resolve();
    });
    server.closeIdleConnections();
  });
}
