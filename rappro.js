#!/usr/bin/env node
// The one entry point. The sources run as they are: tsx strips the types, so there is no build to go stale.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./worker/cli.ts");
await main(process.argv.slice(2));
