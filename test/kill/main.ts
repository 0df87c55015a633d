import { rehearse, VICTIMS } from "./rehearsal.ts";

/**
 * `npm run kill -- [times] [seed]`: kills worker, PostgreSQL and Redis with -9 at random moments, that many times (20 unless told),
 * while statements arrive. Ends with 1 and what is wrong when something was lost, done twice, or no longer adds up.
 */
async function main([timesText = "20", seedText]: string[]): Promise<number> {
  const [times, seed] = [
    Number(timesText),
    seedText === undefined ? Date.now() % 1_000_000 : Number(seedText),
  ];
  if (!(Number.isInteger(times) && times > 0 && Number.isInteger(seed))) {
    console.error("npm run kill -- [times] [seed]");
    return 2;
  }
  console.log(`seed ${seed}`);
  const told = await rehearse(times, seed, (kill) => console.log(kill));
  const kills = VICTIMS.map((name) => `${name} ${told.kills[name]}`).join(", ");
  console.log(`${times} kills (${kills}), ${told.atWork} of them at work`);
  console.log(
    `${told.lines} lines, each once; ${told.payments} payments, each once; certificate ${told.certificate} holds`,
  );
  console.log(
    `worker started again after it ended by itself: ${told.fell} times; jobs put back by hand: ${told.retried}`,
  );
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
