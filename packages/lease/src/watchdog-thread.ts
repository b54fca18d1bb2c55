import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { microseconds } from "./shared-deadline.ts";
import { monotonicNow } from "./trust-clock.ts";

type WatchdogData = { buffer: SharedArrayBuffer; firstPlace: number; places: number; killAfterMs: number };

const { buffer, firstPlace, places, killAfterMs } = workerData as WatchdogData;
const cells = new BigInt64Array(buffer);
const lookEveryMs = 50;

// Nothing ever wakes it: the wait is a sleep that needs no event loop.
for (;;) {
  Atomics.wait(cells, 0, 0n, lookEveryMs);
  const latest = microseconds(monotonicNow() - killAfterMs);
  for (let place = 0; place < places; place += 1) {
    const at = firstPlace + place * 2;
    if (Atomics.load(cells, at + 1) === 1n && Atomics.load(cells, at) < latest) endProcess();
  }
}

function endProcess(): never {
  // Not through the logger: whatever is stuck may be that.
  writeSync(
    2,
    `${JSON.stringify({ level: "fatal", pid: process.pid, msg: "Trust in a lock ended and its job did not" })}\n`,
  );
  process.kill(process.pid, "SIGKILL");
  for (;;);
}
