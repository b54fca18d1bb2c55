import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brokerNames } from "@baton/broker";
import { cloneFolder } from "@baton/runtime";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { PublisherTerminal } from "./publisher-terminal.ts";

const enter = "\r";
const escapeKey = "\u001b";
const down = "\u001b[B";
const ownScreen = "\u001b[?1049l";

/** Its name makes it the first of the types. */
const sample = `
  import { defineJob } from "@baton/sdk";
  import { z } from "zod";

  export const sample = defineJob({
    type: "a-sample",
    input: z.object({
      customer: z.string().describe("whose rows"),
      rows: z.int().max(5).default(3),
      ratio: z.number().optional(),
      mode: z.enum(["fast", "safe"]),
      dryRun: z.boolean().default(false),
      tags: z.array(z.string()).optional(),
    }),
    run: (input) => input,
  });
`;

function jobsFolder(): string {
  const folder = mkdtempSync(join(cloneFolder, "packages/testing/jobs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "sample.ts"), sample);
  return folder;
}

/** What lies on the queue; it is taken off. */
async function queued({ connection, namespace }: TestSystem): Promise<string[]> {
  const bodies: string[] = [];
  const channel = await connection.model?.createChannel();
  for (;;) {
    const message = await channel?.get(brokerNames(namespace).jobs, { noAck: true });
    if (!message) break;
    bodies.push(message.content.toString());
  }
  await channel?.close();
  return bodies;
}

/** Answers the question that is open. */
async function answer(terminal: PublisherTerminal, question: string, keys: string): Promise<void> {
  await terminal.shows(`◆  ${question}`);
  terminal.forget();
  terminal.press(keys);
}

test("a job is asked for by its type's schema, shown, submitted and followed", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { JOBS_DIR: jobsFolder() });
  const terminal = new PublisherTerminal(system.env, ["--lock-key", "imports"]);
  await terminal.shows("1 processor");
  terminal.press("n");
  await answer(terminal, "Type", enter);
  await answer(terminal, "Name, for people", `Rows of Ann${enter}`);
  await answer(terminal, "customer (text, required): whose rows", enter);
  await terminal.shows("Expected a value");
  terminal.press(`Ann${enter}`);
  await answer(terminal, "rows (integer, default 3)", `6${enter}`);
  await terminal.shows("Too big");
  terminal.press(`\u007f4${enter}`);
  await answer(terminal, "ratio (number, may be left out)", `1.10${enter}`);
  await answer(terminal, "mode (one of these, required)", `${down}${enter}`);
  await answer(terminal, "dryRun (true or false, default false)", `${down}${enter}`);
  await answer(terminal, "tags (JSON, may be left out)", enter);
  await answer(terminal, "Lock key", enter);
  await answer(terminal, "Priority", `7${enter}`);
  await answer(terminal, "Delay", `1s${enter}`);
  await terminal.shows('"delayMs": 1000');
  await terminal.shows('"ratio": 1.10');
  await answer(terminal, "Submit it?", "y");
  await terminal.shows(/Completed .*Rows of Ann/);
  await terminal.shows("1 job: 1 Completed");

  const [jobId = ""] = (await system.ledger("imports")).flatMap((event) => event.jobId || []);
  expect((await system.ended(jobId)).job).toMatchObject({
    type: "a-sample",
    priority: 7,
    lockKey: "imports",
    payload: { customer: "Ann", rows: 4, mode: "safe", dryRun: true },
    result: { customer: "Ann", rows: 4, ratio: 1.1, mode: "safe", dryRun: true },
  });
});

test.each([
  ["Esc", escapeKey],
  ["Ctrl-C", "\u0003"],
])("%s cancels a new job: nothing is submitted, and keys mean what they did before", async (_, key) => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("no processor is running");
  terminal.press("n");
  await answer(terminal, "Type", `demo${enter}`);
  await answer(terminal, "Name, for people", key);
  await eventually("the display to be back", () => terminal.raw.includes(ownScreen));
  terminal.forget();
  terminal.press("x");
  await terminal.shows("1 job: 1 Submitted");
  expect(await queued(system)).toHaveLength(1);
});

test("without a worker the type is typed and the payload is JSON, and no is the answer unless told otherwise", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("no processor is running");
  for (const confirmation of [enter, "y"]) {
    terminal.press("n");
    await answer(terminal, "Type", `de mo${enter}`);
    await terminal.shows("expected letters");
    terminal.press(`\u0015demo${enter}`);
    await answer(terminal, "Name, for people", enter);
    await answer(terminal, "Payload (JSON, default {})", `{"id":9007199254740993}${enter}`);
    await answer(terminal, "Lock key", enter);
    await answer(terminal, "Priority", enter);
    await answer(terminal, "Delay", `5m${enter}`);
    await terminal.shows('"id": 9007199254740993');
    await answer(terminal, "Submit it?", confirmation);
    await eventually("the display to be back", () => terminal.raw.includes(ownScreen));
  }
  await terminal.shows("1 job: 1 Submitted");
  const [body = "", ...others] = await queued(system);
  expect(others).toEqual([]);
  expect(body).toContain('"payload":{"id":9007199254740993}');
  expect(JSON.parse(body)).toMatchObject({ type: "demo", name: "demo", lockKey: "default", delayMs: 300_000 });
});

test("without storage a job can be asked for, too", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal({ ...system.env, AZURE_STORAGE_CONNECTION_STRING: "" });
  await terminal.shows("no processor is running");
  terminal.press("n");
  await terminal.shows("What workers can run is not known: no storage is set");
  await answer(terminal, "Type", escapeKey);
  await eventually("the display to be back", () => terminal.raw.includes(ownScreen));
});

test("SIGTERM ends the console in order while it asks for a job", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("no processor is running");
  terminal.press("n");
  await terminal.shows("◆  Type");
  terminal.forget();
  terminal.signal("SIGTERM");
  expect(await terminal.exited).toBe(0);
  expect(terminal.raw).toContain(ownScreen);
});
