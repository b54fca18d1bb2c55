import { brokerNames } from "@baton/broker";
import { eventually, proxied, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

/** A worker whose way to the tables leads through a proxy. */
async function setupBehindProxy() {
  const system = await setup();
  const { proxy, connectionString } = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  await system.startWorker("worker-1", { AZURE_STORAGE_CONNECTION_STRING: connectionString });
  return { system, proxy };
}

test("a job that storage refuses goes to the rejected queue with the reason, and those that came with it run", async () => {
  const { system, proxy } = await setupBehindProxy();
  proxy.strike(
    (method, path, _headers, body) => method === "POST" && path.endsWith("$batch") && body.includes("poison"),
    { kind: "refuse", status: 413 },
    Number.POSITIVE_INFINITY,
  );
  const names = ["one", "poison", "two"];
  const [one = "", , two = ""] = await Promise.all(names.map((name) => system.submit({ type: "probe", name })));
  for (const jobId of [one, two]) expect((await system.ended(jobId)).job.status).toBe("Completed");
  const rejected = await eventually("the rejection", async () => {
    const messages = await system.reader.rejectedMessages(5);
    return messages.length === 1 && messages;
  });
  expect(rejected).toMatchObject([
    { reason: "Storage does not take this job", preview: expect.stringContaining('"poison"') },
  ]);
  await eventually("the message in the rejected queue", async () => (await rejectedCount(system)) === 1);
});

test("a message that is rejected while storage is away is in the rejected queue once when storage is back", async () => {
  const { system, proxy } = await setupBehindProxy();
  const tries = 9;
  proxy.strike(
    (method, path) => method === "PUT" && /JobFeed\(.*rejected/.test(path),
    { kind: "refuse", status: 500 },
    tries,
  );
  const names = brokerNames(system.namespace);
  const channel = await system.connection.model?.createChannel();
  channel?.publish(names.jobs, names.jobs, Buffer.from("no job"), { persistent: true });
  await eventually("storage to be back", () => proxy.struck === tries);
  await eventually("the rejection to be shown", async () => (await system.reader.rejectedMessages(5)).length === 1);
  await eventually("the message in the rejected queue", async () => (await rejectedCount(system)) > 0);
  expect(await rejectedCount(system)).toBe(1);
});

async function rejectedCount(system: TestSystem): Promise<number> {
  const channel = await system.connection.model?.createChannel();
  const { messageCount = 0 } = (await channel?.checkQueue(brokerNames(system.namespace).rejected)) ?? {};
  await channel?.close();
  return messageCount;
}
