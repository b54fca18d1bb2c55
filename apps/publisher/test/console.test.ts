import { brokerNames, countQueue } from "@baton/broker";
import { eventually, ownBroker, SwallowingProxy, setup } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { PublisherTerminal } from "./publisher-terminal.ts";

const showCursor = "\u001b[?25h";
const pasteMarksOff = "\u001b[?2004l";

test("any key submits a job, and its life is shown as it happens", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("No jobs yet. Press any key to submit one.");
  await terminal.shows("no processor is running");
  terminal.press("f");
  await terminal.shows(/Submitted .*accepted; no processor is running/);
  await eventually("the job on the queue", async () => {
    return (await countQueue(system.connection, brokerNames(system.namespace).jobs)).messages === 1;
  });

  await system.startWorker("worker-1");
  await terminal.shows("1 processor");
  await terminal.shows(/Running .*Processing step 2\/5 - File processing/);
  await terminal.shows(/DeadLettered .*Processing error: step 3\/5/);
  terminal.press("x");
  await terminal.shows("2 jobs:");

  terminal.press("q");
  expect(await terminal.exited).toBe(0);
  await terminal.shows("goes on without this console");
  expect(terminal.raw).toContain(showCursor);
  expect(terminal.raw).toContain(pasteMarksOff);
});

test("a burst of ten on a switched lock key runs to its end", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("lock key: default");
  terminal.press("l");
  await terminal.shows("lock key: customer-a");
  terminal.press("b");
  await terminal.shows(/10 jobs: 1 Running, 9 Waiting/);
  await terminal.shows("10 jobs: 10 Completed", 60_000);
  const ended = (await system.ledger("customer-a")).filter(({ status }) => status === "Completed");
  expect(ended.length).toBe(10);
  terminal.press("ll");
  await terminal.shows("lock key: customer-b");
  await terminal.shows("lock key: default");
  terminal.press("\u0003");
  expect(await terminal.exited).toBe(0);
});

test("the help comes and goes, and tells what q does here", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal({ ...system.env, BATON_SUPERVISED: "1" });
  await terminal.shows("q stop all");
  terminal.press("h");
  await terminal.shows("stops everything that npm start has started");
  terminal.forget();
  terminal.press("?");
  await terminal.shows("q stop all");
});

test("pasted text is not taken for keys", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("No jobs yet");
  await terminal.shows("no processor is running");
  terminal.press("\u001b[200~quite a lot of text\u001b[201~");
  terminal.press("x");
  await terminal.shows("1 job: 1 Submitted");
});

test("another size of the terminal is used at once", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("no processor is running");
  terminal.press("f");
  await terminal.shows(/Submitted .*demo .*default/);
  terminal.forget();
  terminal.resize(40, 8);
  await terminal.shows(/· Card reconciliation/);
  terminal.forget();
  terminal.resize(160, 40);
  await terminal.shows(/Submitted .*demo .*default/);
});

test("a broker that goes away and comes back is said, and nothing that happened meanwhile is missed", async () => {
  const broker = await ownBroker();
  const system = await setup({ amqpUrl: broker.address });
  await system.startWorker("worker-1");
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("1 processor");
  terminal.press("f");
  await terminal.shows(/Running .*Processing step 1\/5/);
  await broker.stop();
  await terminal.shows("the broker is not reachable");
  terminal.press("x");
  await terminal.shows(/Unavailable .*not sent: the broker does not answer/, 30_000);
  await terminal.shows(/DeadLettered .*Processing error: step 3\/5/, 40_000);
  await broker.start();
  await terminal.shows(/lock key: default {2}1 processor/, 60_000);
  terminal.forget();
  terminal.press("f");
  await terminal.shows("3 jobs:");
  await terminal.shows("2 DeadLettered", 30_000);
});

test("a submission without an answer is tried again with the same id until there is one", async () => {
  const system = await setup();
  const proxy = new SwallowingProxy(system.env["AMQP_URL"] ?? "");
  const terminal = new PublisherTerminal({ ...system.env, AMQP_URL: await proxy.start() });
  onTestFinished(() => proxy.stop());
  await terminal.shows("no processor is running");
  proxy.swallowAnswers();
  terminal.press("f");
  await terminal.shows(/Unknown .*no answer; trying again with the same id/);
  proxy.passAnswers();
  await terminal.shows(/Submitted .*accepted; no processor is running/, 60_000);

  await system.startWorker("worker-1");
  await terminal.shows("1 job: 1 DeadLettered", 30_000);
  const starts = (await system.ledger()).filter(({ status }) => status === "Started");
  expect(starts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
});

test.each(["SIGTERM", "SIGHUP"] as const)("%s ends it in order and leaves the terminal as it was", async (signal) => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env);
  await terminal.shows("no processor is running");
  terminal.signal(signal);
  expect(await terminal.exited).toBe(0);
  expect(terminal.raw).toContain(showCursor);
  // The exit code of a process that a signal has killed is 0 here, too.
  expect(terminal.raw).toContain(pasteMarksOff);
});

test("a lock key that is none is refused before the display opens", async () => {
  const system = await setup();
  const terminal = new PublisherTerminal(system.env, ["--lock-key", ""]);
  expect(await terminal.exited).toBe(2);
  await terminal.shows("lockKey");
});
