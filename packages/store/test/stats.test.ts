import { statsSchema } from "@baton/contracts";
import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type EndedJob, EndedJobs, StatsReader, StatsRollUp } from "../src/index.ts";

const alive = new AbortController().signal;
const hourMs = 3600 * 1000;
const nothing = { Completed: 0, Cancelled: 0, DeadLettered: 0, Discarded: 0 };

test("what is told is what was: by outcome, hour, type, key and submitter, with percentiles", async () => {
  const { tell, rollUp, read, inHours } = await statistics();
  await tell(
    { type: "settle", lockKey: "a", submittedBy: "ann", waitMs: 10, runMs: 1000 },
    { type: "settle", lockKey: "a", submittedBy: "bob", waitMs: 20, runMs: 2000 },
    { type: "import", lockKey: "b", outcome: "DeadLettered", waitMs: 4000, runMs: 90_000, endedAt: inHours(-3) },
    { type: "import", lockKey: "a", tenantId: "acme", waitMs: 1, runMs: 0 },
    { type: "import", lockKey: "b", outcome: "Cancelled", endedAt: inHours(-3) },
    { type: "import", lockKey: "b", endedAt: inHours(-30), waitMs: 1, runMs: 1 },
  );
  await rollUp();
  const day = statsSchema.parse(await read({ window: "24h" }));
  expect(day.total).toMatchObject({
    jobs: 5,
    outcomes: { ...nothing, Completed: 3, DeadLettered: 1, Cancelled: 1 },
    wait: { count: 4 },
    run: { count: 4 },
  });
  expect(within(day.total.wait.p50Ms, 10) && within(day.total.wait.p95Ms, 4000)).toBe(true);
  expect(within(day.total.run.p50Ms, 1000) && within(day.total.run.p95Ms, 90_000)).toBe(true);
  expect(day.hours.map(({ hour, jobs }) => [hour, jobs])).toEqual([
    [`${inHours(-3).slice(0, 13)}:00:00.000Z`, 2],
    [`${inHours(0).slice(0, 13)}:00:00.000Z`, 3],
  ]);
  expect(day.types.map(({ name, jobs }) => [name, jobs])).toEqual([
    ["import", 3],
    ["settle", 2],
  ]);
  expect(new Set(day.keys.map(({ tenantId, name, jobs }) => `${tenantId} ${name} ${jobs}`))).toEqual(
    new Set(["default a 2", "default b 2", "acme a 1"]),
  );
  expect(day.submitters.map(({ name, jobs }) => [name, jobs])).toEqual([
    ["ann", 1],
    ["bob", 1],
  ]);
  expect((await read({ window: "1h" })).total.jobs).toBe(3);
  expect((await read({ window: "7d" })).total.jobs).toBe(6);
  expect((await read({ window: "7d", tenantId: "acme" })).total.jobs).toBe(1);
});

test("a job counts once, however often it is told of, before or after it was counted", async () => {
  const { tell, rollUp, read, put } = await statistics();
  const jobs = await tell(...Array.from({ length: 30 }, (_, at) => ({ type: `type-${at % 3}`, lockKey: `key-${at}` })));
  await put(jobs);
  await rollUp();
  await put(jobs.slice(0, 20));
  await tell({}, {}, {});
  await put(jobs);
  await rollUp();
  const { total, types } = await read({ window: "24h" });
  expect(total.jobs).toBe(33);
  expect(types.map(({ jobs: count }) => count)).toEqual([10, 10, 10, 3]);
});

test("leaders that know nothing of each other count each job once, also those that come meanwhile", async () => {
  const { tell, rollUp, read, leftovers } = await statistics();
  const some = Array.from({ length: 24 }, (_, at) => ({ lockKey: `key-${at}`, submittedBy: "someone", runMs: 5 }));
  const rounds = 12;
  const told = async () => {
    for (let round = 0; round < rounds; round += 1) await tell(...some);
  };
  const counted = async () => {
    for (let round = 0; round < rounds; round += 1) await rollUp();
  };
  await Promise.all([told(), counted(), counted(), counted()]);
  await rollUp();
  const { total, keys, submitters } = await read({ window: "24h" });
  const all = rounds * some.length;
  expect([total.jobs, total.outcomes.Completed, total.run.count, submitters[0]?.jobs]).toEqual([all, all, all, all]);
  expect(keys.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(all);
  expect(await leftovers("new:")).toEqual([]);
});

test("what another leader has added to a sum since it was read is not lost", async () => {
  const { tell, rollUp, read } = await statistics();
  await tell({});
  await rollUp();
  await tell({});
  const other = new AbortController();
  const countOthers = async () => {
    await tell(...Array.from({ length: 60 }, () => ({})));
    // Its first transaction takes the newest of them, and not the one that the first leader is about to count.
    await rollUp({ after: "submitTransaction", happens: async () => other.abort(), stopping: other.signal });
  };
  await rollUp({ before: "submitTransaction", happens: countOthers });
  expect((await read({ window: "24h" })).total.jobs).toBe(62);
});

test("a job that comes while its hour is being settled is counted the next time", async () => {
  const { tell, rollUp, read, leftovers } = await statistics();
  await tell({});
  await rollUp({ before: "deleteEntity", happens: async () => void (await tell({})) });
  await rollUp();
  expect([(await read({ window: "24h" })).total.jobs, await leftovers("new:")]).toEqual([2, []]);
});

test("of names without end the first have lines of their own, and no job is left out", async () => {
  const { tell, rollUp, read, leftovers } = await statistics();
  await tell(...Array.from({ length: 230 }, (_, at) => ({ lockKey: `key-${at}` })));
  await rollUp();
  const { keys } = await read({ window: "24h" });
  expect(keys).toHaveLength(51);
  expect(keys.at(-1)).toMatchObject({ tenantId: "default", jobs: 180 });
  expect(keys.at(-1)?.name).toBeUndefined();
  expect((await leftovers("sum:key:")).length).toBe(101);
});

test("an hour that no window reaches is removed with all that it has", async () => {
  const { tell, rollUp, leftovers, inHours } = await statistics();
  await tell(...Array.from({ length: 120 }, () => ({ endedAt: inHours(-24 * 8 - 1) })), {});
  await rollUp();
  await rollUp();
  expect(await leftovers("job:")).toHaveLength(1);
  expect(await leftovers("sum:all")).toHaveLength(1);
});

/** True when a percentile's bucket is that of the duration. */
function within(toldMs: number, ms: number): boolean {
  return toldMs >= ms && toldMs <= ms * 1.19 + 1;
}

async function statistics() {
  const { storage, logger } = await setup();
  const endedJobs = new EndedJobs(storage);
  const startedAt = storage.clock.now().getTime();
  const inHours = (hours: number) => new Date(startedAt + hours * hourMs).toISOString();
  // The newest is looked at first, so that leaders come upon different ones.
  let told = 0;
  const tell = async (...some: Partial<EndedJob>[]): Promise<EndedJob[]> => {
    const jobs = some.map((facts) => {
      told += 1;
      return { ...usual, jobId: `job-${9999 - told}`, endedAt: inHours(0), ...facts };
    });
    await endedJobs.put(jobs);
    return jobs;
  };
  const reader = new StatsReader(storage);
  const leftovers = async (prefix: string) => {
    const rows = await Array.fromAsync(storage.stats.listEntities<Record<string, unknown>>());
    return rows.filter(({ rowKey }) => String(rowKey).startsWith(prefix));
  };
  return {
    tell,
    inHours,
    leftovers,
    put: (jobs: EndedJob[]) => endedJobs.put(jobs),
    rollUp: ({ stopping = alive, ...moment }: Partial<Moment> & { stopping?: AbortSignal } = {}) =>
      new StatsRollUp({ stats: interrupted(storage.stats, moment), clock: storage.clock }, logger).run(stopping),
    read: (query: Parameters<StatsReader["read"]>[0]) => reader.read(query),
  };
}

type StatsTable = ConstructorParameters<typeof StatsRollUp>[0]["stats"];
type Moment = { before?: keyof StatsTable; after?: keyof StatsTable; happens: () => Promise<void> };

/** The real table, with something that happens right before, or after, the first call of a method. */
function interrupted(
  table: StatsTable,
  { before, after, happens = async () => undefined }: Partial<Moment>,
): StatsTable {
  let happened = false;
  const once = async (isTheMoment: boolean) => {
    if (!isTheMoment || happened) return;
    happened = true;
    await happens();
  };
  return new Proxy(table, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== before && name !== after) return value.bind(target);
      return async (...args: unknown[]) => {
        await once(name === before);
        const answer: unknown = await value.apply(target, args);
        await once(name === after);
        return answer;
      };
    },
  });
}

const usual = { tenantId: "default", lockKey: "default", type: "probe", outcome: "Completed" } as const;
