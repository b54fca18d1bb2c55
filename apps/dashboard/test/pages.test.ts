import { randomBytes } from "node:crypto";
import { brokerNames, Publisher } from "@baton/broker";
import { jobIdAt, newJobId, submitResponseSchema } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { startDashboard } from "./dashboard.ts";

test("history and a job's page are readable without JavaScript", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const response = await dashboard.submit({ type: "probe", name: "Nightly <settlement>", payload: { steps: 2 } });
  const { jobId } = submitResponseSchema.parse(await response.json());
  await system.ended(jobId);

  const overview = await eventually("the job to be listed as completed", async () => {
    const html = withoutScripts(await (await dashboard.fetch("/")).text());
    return html.includes("Completed") && html;
  });
  expect(overview).toContain("Nightly &lt;settlement&gt;");
  expect(overview).toContain(`href="/jobs/${jobId}"`);

  const page = withoutScripts(await (await dashboard.fetch(`/jobs/${jobId}`)).text());
  for (const text of ["Nightly &lt;settlement&gt;", "Started", "step 1", "step 2", "Completed", "Result"]) {
    expect(page).toContain(text);
  }
});

test("the search box leads to the job, or says that there is none; what is no id is sought among all jobs", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const { jobId } = submitResponseSchema.parse(await (await dashboard.submit({ type: "probe" })).json());

  const found = await dashboard.fetch(`/search?id=%20${jobId.toUpperCase()}%20`);
  expect(found.status).toBe(307);
  expect(found.headers.get("location")).toBe(`/jobs/${jobId}`);

  const unknown = newJobId();
  expect(await (await dashboard.fetch(`/search?id=${unknown}`)).text()).toContain("No job has the id");
  const named = await dashboard.fetch("/search?id=night%20%26%20day");
  expect(named.status).toBe(307);
  expect(named.headers.get("location")).toBe("/jobs?text=night+%26+day");
});

test("the page of an unknown job is a friendly 404", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  // One whose id was made just now might still come: that is waited for.
  const longAgo = jobIdAt(new Date(Date.now() - 3_600_000), randomBytes(16));
  for (const jobId of [longAgo, "42"]) {
    const response = await dashboard.fetch(`/jobs/${jobId}`);
    expect(response.status).toBe(404);
    expect(withoutScripts(await response.text())).toContain("There is no such job");
  }
});

test("a message that is no job is shown with the reason for its rejection", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const publisher = new Publisher(system.connection);
  await publisher.start();
  const { jobs } = brokerNames(system.namespace);
  await publisher.publish({ exchange: jobs, routingKey: jobs, body: Buffer.from("rubbish <b>") });
  await publisher.stop();

  const { rejected } = await eventually("health to tell of it", async () => {
    const health = await dashboard.health();
    return health.rejected.length > 0 && health;
  });
  expect(rejected[0]).toMatchObject({ bytes: 11, preview: "rubbish <b>" });
  const page = withoutScripts(await (await dashboard.fetch("/rejected")).text());
  expect(page).toContain("rubbish &lt;b&gt;");
  expect(withoutScripts(await (await dashboard.fetch("/")).text())).toContain("A message was rejected");
});

function withoutScripts(html: string): string {
  return html.replaceAll(/<script\b.*?<\/script>/gs, "");
}
