import { RequestCounter } from "@baton/runtime";
import { Circuits, Storage } from "@baton/store";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { Admission } from "../src/index.ts";

const settings = { windowSize: 10, minimumAttempts: 4, failureRate: 0.5, openMs: 2000, probes: 1 };
const failed = { kind: "failed", error: { name: "Error", message: "away" }, strike: false, durationMs: 1 } as const;
const completed = { kind: "completed", resultText: undefined, durationMs: 1 } as const;

type Limits = { circuit?: typeof settings; rateLimit?: { limit: number; perMs: number } };

/** What one worker has of it. */
function admissionOf({ env, namespace, logger }: TestSystem, limits: Limits) {
  const connectionString = env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const requests = new RequestCounter();
  const storage = new Storage({ connectionString, namespace, requests, logger });
  const types = new Map([["mail", { type: "mail", ...limits }]]);
  const admission = new Admission({ storage, types, random: Math.random, logger });
  const asked = () => requests.counts["limits"] ?? 0;
  let jobs = 0;
  const run = async (outcome: typeof failed | typeof completed) => {
    jobs += 1;
    const job = { jobId: `${namespace}-${jobs}-${Math.random()}`, keyId: "k.default.a", type: "mail" };
    const ticket = await admission.enter(job, undefined);
    if (ticket) admission.ended(job, outcome);
    return ticket !== undefined;
  };
  const waits = () => admission.waitsUntil({ jobId: "next", keyId: "k.default.a", type: "mail" }, undefined);
  return { admission, storage, asked, run, waits };
}

test("workers that reach for the starts of one type together never get more of them than its limit in any window", async () => {
  const system = await setup();
  const rateLimit = { limit: 5, perMs: 1500 };
  const admissions = [1, 2, 3].map(() => admissionOf(system, { rateLimit }));
  await Promise.all(admissions.map(({ storage }) => clockKnown(storage)));
  const workers = admissions.flatMap(({ admission }) =>
    [1, 2].map((key) => ({ admission, job: { jobId: "any", keyId: `k.default.${key}`, type: "mail" } })),
  );
  const granted: number[] = [];
  const until = performance.now() + 6000;
  const grab = async ({ admission, job }: (typeof workers)[number]) => {
    while (performance.now() < until) {
      const wait = await admission.waitsUntil(job, undefined);
      if (wait) await new Promise((resolve) => setTimeout(resolve, 5));
      else if (await admission.enter(job, undefined)) granted.push(performance.now());
    }
  };
  await Promise.all(workers.map(grab));

  const most = Math.max(...granted.map((from) => granted.filter((at) => at >= from && at < from + 1500).length));
  expect(most).toBeLessThanOrEqual(6);
  expect(granted.length).toBeGreaterThanOrEqual(15);
});

test("a start that was granted and did not come about is given to another", async () => {
  const system = await setup();
  const { admission } = admissionOf(system, { rateLimit: { limit: 1, perMs: 60_000 } });
  const job = { jobId: "a", keyId: "k.default.a", type: "mail" };
  const ticket = await eventually("a start", () => admission.enter(job, undefined));
  expect(await admission.enter(job, undefined)).toBeUndefined();
  expect(await admission.waitsFor(job, undefined)).toMatchObject({ rule: "type-rate" });
  ticket.giveBack();
  expect(await eventually("the start again", () => admission.enter(job, undefined))).toBeDefined();
});

test("a circuit that opens in one worker is open in all within a second, and a probe of any closes it", async () => {
  const system = await setup();
  const [one, other] = [admissionOf(system, { circuit: settings }), admissionOf(system, { circuit: settings })];
  expect(await other.waits()).toBeUndefined();
  for (let attempt = 1; attempt <= 4; attempt += 1) expect(await one.run(failed)).toBe(true);
  // In the worker that has seen the failures at once.
  expect(await one.run(failed)).toBe(false);
  expect(await one.waits()).toBeDefined();
  await eventually("the other to know", other.waits, { withinMs: 1000 });
  const circuits = new Circuits(system.storage);
  expect(await circuits.state("mail")).toMatchObject({ phase: "open", openings: 1 });

  await eventually("its time to be over", async () => (await other.waits()) === undefined);
  const probe = { jobId: "probe", keyId: "k.default.a", type: "mail" };
  expect(await other.admission.enter(probe, undefined)).toBeDefined();
  expect(await one.run(completed)).toBe(false);
  other.admission.ended(probe, completed);
  await eventually("it to be closed", async () => (await circuits.state("mail"))?.phase === "closed");
  await eventually("both to start again", async () => (await one.run(completed)) && (await other.run(completed)));
  expect((await circuits.list()).map(({ type }) => type)).toEqual(["mail"]);
});

test("a probe that fails opens the circuit again for its whole time", async () => {
  const system = await setup();
  const { run, waits } = admissionOf(system, { circuit: settings });
  for (let attempt = 1; attempt <= 4; attempt += 1) await run(failed);
  await eventually("its time to be over", async () => (await waits()) === undefined);
  expect(await run(failed)).toBe(true);
  expect(await run(completed)).toBe(false);
  expect(await new Circuits(system.storage).state("mail")).toMatchObject({ phase: "open", openings: 2 });
});

test("while all goes well a circuit costs a read and a write a second at most, and while it is open nothing", async () => {
  const system = await setup();
  const { run, asked, waits, admission } = admissionOf(system, { circuit: { ...settings, openMs: 60_000 } });
  const begin = performance.now();
  while (performance.now() - begin < 2500) {
    expect(await run(completed)).toBe(true);
    await new Promise(setImmediate);
  }
  expect(asked()).toBeLessThanOrEqual(2 * 4);
  while (await run(failed));
  await eventually("it to be open", waits);
  const before = asked();
  for (const from = performance.now(); performance.now() < from + 1500; await new Promise(setImmediate))
    expect(await waits()).toBeDefined();
  expect(asked()).toBe(before);
  await admission.stop();
});

test("a type without limits asks storage for nothing and starts in the same turn", async () => {
  const system = await setup();
  const { admission, asked, waits } = admissionOf(system, {});
  expect(await waits()).toBeUndefined();
  expect(admission.enter({ jobId: "a", keyId: "k.default.a", type: "mail" }, undefined)).not.toBeInstanceOf(Promise);
  expect(asked()).toBe(0);
});

/** A worker learns storage's time from its many requests; until then it lets too little start, never too much. */
function clockKnown({ clock, limits }: Storage): Promise<boolean> {
  return eventually(
    "storage's time to be known",
    async () => {
      for await (const _row of limits.listEntities()) break;
      return clock.latestNow().getTime() - clock.now().getTime() < 50;
    },
    { everyMs: 13 },
  );
}
