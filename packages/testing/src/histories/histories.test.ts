import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultKinds, type History, histories, incidentKinds, operations } from "./history.ts";
import { knownHistories } from "./known-histories.ts";
import { runHistory } from "./run-history.ts";
import { installVirtualClocks } from "./virtual-clocks.ts";

/** `npm run test:histories` plays many; every run of the unit tests some. */
const numRuns = Number(process.env["HISTORIES"] ?? 1000);
/** To play one again: the seed and path that a failure printed. It is made smaller only when asked: that takes long. */
const replay = {
  endOnFailure: !process.env["HISTORY_SHRINK"],
  ...(process.env["HISTORY_SEED"] ? { seed: Number(process.env["HISTORY_SEED"]) } : {}),
  ...(process.env["HISTORY_PATH"] ? { path: process.env["HISTORY_PATH"] } : {}),
};

let uninstall: () => void;
const { stackTraceLimit } = Error;
beforeAll(() => {
  uninstall = installVirtualClocks();
  // Most errors of a history are part of it, and their stacks would take a third of the time.
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
  uninstall();
});

test("whatever goes wrong, nothing is lost, doubled or overlapped", { timeout: 3_600_000 }, async () => {
  const counts = new Map<string, number>();
  const startedAt = performance.now();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const property = fc.asyncProperty(histories, async (history) => void (await runHistory(history, count)));
  await fc.assert(property, { numRuns, ...replay });
  if ("path" in replay) return;
  if (process.env["HISTORIES"]) report(counts, performance.now() - startedAt);
  expect([...incidentKinds, ...faultKinds].filter((kind) => !counts.has(kind))).toEqual([]);
});

test.each(Object.entries(knownHistories))("%s", async (_what, history) => {
  await runHistory(history, () => undefined);
});

test("a history goes the same way each time it is played", async () => {
  const play = async (history: History) =>
    (await runHistory(history, () => undefined)).map(({ message, occurredAt, seq }) => ({ message, occurredAt, seq }));
  for (const history of fc.sample(histories, 20)) expect(await play(history)).toEqual(await play(history));
});

function report(counts: Map<string, number>, ms: number): void {
  const times = (what: string) => counts.get(what) ?? 0;
  const incidents = [...incidentKinds, "crash with parent", "repeated submission"];
  console.log(`${numRuns} histories in ${Math.round(ms / 1000)} s. What happened in them, and to which requests:`);
  console.table(Object.fromEntries(incidents.map((what) => [what, { times: times(what) }])));
  console.table(
    Object.fromEntries(
      operations.map((operation) => [
        operation,
        Object.fromEntries(faultKinds.map((kind) => [kind, times(`${kind} ${operation}`)])),
      ]),
    ),
  );
}
