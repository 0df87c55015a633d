import type { Command } from "../command.ts";
import { openProgram } from "../program.ts";

export const migrateNow: Command = {
  usage: "rappro migrate",
  says: "Brings the database up to date. Any number of processes may do it at once; it changes nothing when there is nothing to do.",
  options: {},
  run: async () => {
    const program = await openProgram({ logLevel: "warn" }); // opening it is what migrates
    await program.close();
    console.log("The database is up to date.");
    return 0;
  },
};
