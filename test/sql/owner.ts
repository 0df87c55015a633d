/** A process that starts a kept PostgreSQL, says where it is, and lives until it is killed. For the test that kills it. */
import { startEmbedded } from "../../sql/embedded.ts";

const server = await startEmbedded({ dir: process.argv[2] ?? "" });
process.send?.({ url: server.url, startedHere: server.startedHere });
setInterval(() => {}, 60_000);
