import { connect } from "../../sql/connect.ts";
import { PHASES } from "./phases.ts";

/** One phase in a process of its own: told what to do by its arguments, it answers with one line of JSON. */
const [name = "", url = "", task = "{}"] = process.argv.slice(2);
const phase = PHASES[name];
if (!phase) throw new Error(`there is no phase ${name}`);
const pool = connect(url, 10);
const start = performance.now();
const outcome = await phase({ pool, url, ...JSON.parse(task) });
const seconds = (performance.now() - start) / 1_000;
await pool.end({ timeout: 5 });
// maxRSS is in kilobytes on every platform Node runs on
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
process.stdout.write(`${JSON.stringify({ ...outcome, seconds, peakMegabytes })}\n`);
