import { Cluster, Redis } from "ioredis";
import type { Logger } from "pino";
import type { RedisAddress, RedisLogin } from "../env.ts";

export type RedisConnection = Redis | Cluster;

type Patience = { enableOfflineQueue?: boolean; maxRetriesPerRequest: number | null };
type Authentication = { username?: string; password?: string; tls?: Record<string, never> };

/** Connects to one server, to the master that Sentinels name, or to a cluster. A lost connection is made again by itself. */
export function connectRedis(
  address: RedisAddress,
  patience: Patience,
  log: Pick<Logger, "warn">,
): RedisConnection {
  const connection = open(address, patience);
  // Without a listener an error event would end the process.
  connection.on("error", (err: unknown) => log.warn({ err }, "Redis cannot be reached"));
  connection.setMaxListeners(0); // each queue and worker listens to the connection they share
  return connection;
}

function open(address: RedisAddress, patience: Patience): RedisConnection {
  switch (address.kind) {
    case "single":
      return new Redis(address.url, patience);
    case "sentinel":
      return new Redis({
        sentinels: address.hosts,
        name: address.master,
        ...(address.sentinelPassword ? { sentinelPassword: address.sentinelPassword } : {}),
        ...(address.login.tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
        ...authentication(address.login),
        ...patience,
      });
    case "cluster":
      return new Cluster(address.hosts, {
        ...(patience.enableOfflineQueue === undefined
          ? {}
          : { enableOfflineQueue: patience.enableOfflineQueue }),
        redisOptions: {
          ...authentication(address.login),
          maxRetriesPerRequest: patience.maxRetriesPerRequest,
        },
      });
  }
}

function authentication({ username, password, tls }: RedisLogin): Authentication {
  return {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tls ? { tls: {} } : {}),
  };
}
