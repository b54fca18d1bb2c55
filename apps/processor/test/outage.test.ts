import { eventually, ownBroker, ownStorage, readProbe, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const jobs = 8;
const steps = 6;

test("the broker stops and starts again while jobs run: nothing is lost, nothing runs twice", async () => {
  const broker = await ownBroker();
  const system = await setup({ amqpUrl: broker.address });
  await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const jobIds = await submitSome(system);
  await underWay(system);

  await broker.stop();
  await broker.start();
  const after = await eventually("a submission to be accepted again", () =>
    system.submit(probe()).catch(() => undefined),
  );

  await allRanOnce(system, [...jobIds, after]);
});

test("storage stops and starts again while jobs run: nothing is lost, no recorded step runs twice", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  const workers = await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const jobIds = await submitSome(system);
  await underWay(system);

  await storage.stop();
  const during = await system.submit(probe());
  await storage.start();

  await allRanOnce(system, [...jobIds, during]);
  for (const worker of workers) expect(worker.exitCode).toBeNull();
});

test("storage that stays away for longer than the lease ends the holds, and the jobs go on when it is back", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  const worker = await system.startWorker("worker-1");
  const jobId = await system.submit({ type: "probe", payload: { steps: 10, stepMs: 300 } });
  await underWay(system);

  await storage.stop();
  await eventually("the worker to see that its lock is lost", () => worker.log.includes("Lock lost"), {
    withinMs: 25_000,
  });
  await storage.start();

  const { job } = await system.ended(jobId, 60_000);
  expect(job).toMatchObject({ status: "Completed", result: { steps: 10 } });
  await system.ledger();
});

const probe = () => ({ type: "probe", payload: { steps, stepMs: 60 } });

function submitSome(system: TestSystem): Promise<string[]> {
  return Promise.all(Array.from({ length: jobs }, () => system.submit(probe())));
}

function underWay(system: TestSystem): Promise<unknown> {
  return eventually("the second step of the first job", () => {
    try {
      return readProbe(system.env["PROBE_FILE"] ?? "").length > 2;
    } catch {
      return false;
    }
  });
}

async function allRanOnce(system: TestSystem, jobIds: string[]): Promise<void> {
  const details = await Promise.all(jobIds.map((jobId) => system.ended(jobId, 90_000)));
  expect(details.map(({ job }) => job.status)).toEqual(jobIds.map(() => "Completed"));
  const ledger = await system.ledger();
  for (const jobId of jobIds) {
    const own = ledger.filter((event) => event.jobId === jobId);
    expect(own.filter((event) => event.status === "Completed")).toHaveLength(1);
    expect(own.filter((event) => event.status === "Step").map((event) => event.step)).toEqual(
      Array.from({ length: steps }, (_, at) => `step ${at + 1}`),
    );
  }
}
