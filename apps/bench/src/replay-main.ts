import { once } from "node:events";
import { Replay } from "./replay.ts";
import type { ReplayTask } from "./replay-protocol.ts";

/** A bare process that makes a given number of storage and broker calls and tells the CPU that they took. */
const [task] = (await once(process, "message")) as [ReplayTask];
const replay = new Replay(task);
const result = await replay.run();
process.send?.(result, () => process.exit(0));
