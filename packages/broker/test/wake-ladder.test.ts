import { randomBytes } from "node:crypto";
import { BrokerConnection, brokerNames, rungNames, subscribe, WakeLadder } from "@baton/broker";
import { createLogger } from "@baton/runtime";
import { expect, onTestFinished, test } from "vitest";

const logger = createLogger({ level: "silent", base: {} });

test("a wake comes after its time, and those for earlier come before, whoever was sent first", async () => {
  const { ladder, wakes } = await setup();
  // With the first one the rungs are made, which takes a while by itself.
  await ladder.wakeIn(1, Buffer.from("first"));
  await expect.poll(() => wakes.length, { timeout: 10_000 }).toBe(1);
  wakes.length = 0;
  const delays = [6, 3, 1, 5, 2, 3];
  const sentAt = performance.now();
  await Promise.all(delays.map((seconds, at) => ladder.wakeIn(seconds, Buffer.from(`${seconds} s (${at})`))));
  await expect.poll(() => wakes.length, { timeout: 10_000 }).toBe(delays.length);

  expect(wakes.map(({ text }) => text.slice(0, 3))).toEqual(["1 s", "2 s", "3 s", "3 s", "5 s", "6 s"]);
  for (const { text, atMs } of wakes) {
    const offMs = atMs - sentAt - 1000 * Number(text[0]);
    expect(Math.abs(offMs)).toBeLessThanOrEqual(500);
  }
});

test("what is due at once, or too far ahead for the ladder, is not sent", async () => {
  const { connection, ladder } = await setup();
  for (const seconds of [-1, 0, 0.9, 2 ** 17]) await ladder.wakeIn(seconds, Buffer.from("never"));
  const channel = await connection.model?.createChannel();
  channel?.on("error", () => undefined);
  await expect(channel?.checkQueue(rungNames(connection.namespace)[0] ?? "")).rejects.toThrow("NOT_FOUND");
});

test.each([["queues"], ["exchanges"]])("rungs whose %s were deleted are made again", async (what) => {
  const { connection, ladder, wakes } = await setup();
  await ladder.wakeIn(1, Buffer.from("before"));
  await expect.poll(() => wakes.length, { timeout: 5000 }).toBe(1);
  await deleteRungs(connection, what);
  await expect
    .poll(
      async () => {
        await ladder.wakeIn(1, Buffer.from("after"));
        return wakes.length;
      },
      { timeout: 10_000, interval: 200 },
    )
    .toBeGreaterThan(1);
});

type Wake = { text: string; atMs: number };

/** A ladder in a namespace of its own, which goes with the test, and what comes out of it. */
async function setup(): Promise<{ connection: BrokerConnection; ladder: WakeLadder; wakes: Wake[] }> {
  const url = process.env["AMQP_URL"];
  if (!url) throw new Error("Set AMQP_URL to the address of a RabbitMQ for the integration tests");
  const namespace = `t${randomBytes(8).toString("hex")}`;
  const connection = new BrokerConnection({ url, namespace, name: "ladder test", logger });
  await connection.start();
  onTestFinished(() => connection.close());
  onTestFinished(() => removeAll(connection));
  if (!(await connection.ready(10_000))) throw new Error(`No broker at AMQP_URL: ${connection.lastError}`);
  const wakes: Wake[] = [];
  const { wake } = brokerNames(namespace);
  await subscribe(connection, wake, "", (body) => {
    wakes.push({ text: body.toString(), atMs: performance.now() });
  }).start();
  const ladder = new WakeLadder(connection);
  await ladder.start();
  return { connection, ladder, wakes };
}

async function deleteRungs(connection: BrokerConnection, what: string): Promise<void> {
  const channel = await connection.model?.createChannel();
  for (const name of rungNames(connection.namespace)) {
    if (what === "queues") await channel?.deleteQueue(name);
    else await channel?.deleteExchange(name);
  }
  await channel?.close();
}

async function removeAll(connection: BrokerConnection): Promise<void> {
  const { jobs, rejected, wake, events } = brokerNames(connection.namespace);
  await deleteRungs(connection, "queues");
  await deleteRungs(connection, "exchanges");
  const channel = await connection.model?.createChannel();
  for (const queue of [jobs, rejected]) await channel?.deleteQueue(queue);
  for (const exchange of [jobs, wake, events]) await channel?.deleteExchange(exchange);
}
