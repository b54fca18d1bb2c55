import { monotonicNow, Watchdog } from "../src/index.ts";

/** A worker whose event loop is stuck while it holds a lock that nobody renews any more. */
const [underWay, trustMs, killAfterMs] = process.argv.slice(2).map(Number) as [number, number, number];
const watchdog = new Watchdog();
watchdog.start(killAfterMs);
const hold = watchdog.watch();
hold.trustedUntil(monotonicNow() + trustMs);
hold.attempt(underWay === 1);
const until = monotonicNow() + 10_000;
while (monotonicNow() < until);
process.exit(0);
