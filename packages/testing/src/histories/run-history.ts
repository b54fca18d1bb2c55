import type { LedgerEvent } from "@baton/store";
import { checkRecord } from "./check-record.ts";
import type { History } from "./history.ts";
import { isQuiet } from "./quiet.ts";
import { World } from "./world.ts";

const patienceMs = 300_000;
const lookEveryMs = 1000;

/**
 * Plays a history: everything that is planned happens, then the survivors have time to finish, and then the
 * record is compared with what was promised.
 * @param count told of each thing that went wrong on purpose.
 * @returns the record, oldest event first, one key after the other.
 * @throws at the first promise that was broken.
 */
export async function runHistory(history: History, count: (what: string) => void): Promise<LedgerEvent[]> {
  const world = new World(history, count);
  world.start();
  const { calmFrom } = world;
  const becameQuiet = await world.simulation.run(
    calmFrom + patienceMs,
    lookEveryMs,
    () => world.simulation.now >= calmFrom && world.isIdle && isQuiet(world),
  );
  const events = await checkRecord(world);
  if (!becameQuiet) throw new Error(`Work is left after ${patienceMs} ms of calm: ${leftOver(world)}`);
  return events;
}

function leftOver(world: World): string {
  const rows = world.inbox.query("").map(({ partitionKey, rowKey }) => `${partitionKey}/${rowKey}`);
  return JSON.stringify({ isIdle: world.isIdle, isBrokerEmpty: world.broker.isEmpty, rows });
}
