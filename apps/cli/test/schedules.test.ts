import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { baton } from "./baton-process.ts";

const make = [
  "schedules",
  "create",
  "nightly",
  "--cron",
  "30 2 * * *",
  "--time-zone",
  "Europe/Berlin",
  "--type",
  "probe",
];

test("a schedule is made, listed, shown, paused, resumed and deleted", async () => {
  const { env } = await setup();
  const run = (...args: string[]) => baton(env, "schedules", ...args);
  expect(await run()).toMatchObject({ code: 0, out: "There are no schedules.\n" });
  const payload = '{"id":9007199254740993,"price":1.10}';
  expect(await baton(env, ...make, "--payload", payload)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^nightly is made; next run \d{4}-.*Z\.\n$/),
  });
  const { out } = await run("list");
  expect(out).toMatch(/^SCHEDULE +TENANT +CRON/);
  expect(out).toMatch(/^nightly +default +30 2 \* \* \* +Europe\/Berlin +probe +\d{4}-/m);

  expect(await run("pause", "nightly")).toMatchObject({ code: 0, out: "nightly is paused.\n" });
  const shown = await run("show", "nightly");
  expect(shown.out).toContain(payload);
  expect(shown.out.match(/Would be:|T0[01]:30:00/g)).toHaveLength(6);
  expect(JSON.parse((await run("list", "--json")).out)).toMatchObject([{ scheduleId: "nightly", paused: true }]);
  expect((await run("resume", "nightly")).out).toMatch(/^nightly goes on; next run/);
  expect(await run("delete", "nightly")).toMatchObject({ code: 0, out: "nightly is deleted.\n" });
  expect(await run("delete", "nightly")).toMatchObject({
    code: 2,
    err: expect.stringContaining('tenant default has no schedule "nightly"'),
  });
});

test("a run now submits the job, whose end the schedule then shows", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  await baton(system.env, ...make);
  const { code, out } = await baton(system.env, "schedules", "run", "nightly", "--json");
  expect(code).toBe(0);
  const { kind, jobId } = JSON.parse(out);
  expect(kind).toBe("accepted");
  expect((await system.ended(jobId)).job).toMatchObject({ status: "Completed", submittedBy: "schedule:nightly" });
  await eventually("the end to be shown", async () => {
    const shown = await baton(system.env, "schedules", "show", "nightly");
    return shown.out.includes(`Last job: ${jobId}, Completed`);
  });
});

test("without a broker a run now says that nothing was submitted, and exits with 3", async () => {
  const { env } = await setup();
  await baton(env, ...make);
  const nowhere = { ...env, AMQP_URL: "amqp://guest:guest@127.0.0.1:1" };
  expect(await baton(nowhere, "schedules", "run", "nightly")).toMatchObject({
    code: 3,
    out: expect.stringContaining("was not submitted: the broker cannot be reached"),
  });
});
