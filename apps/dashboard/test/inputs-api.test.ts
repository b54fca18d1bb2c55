import { request } from "node:http";
import { type JobInputList, jobInputListSchema, jobInputSchema, limits } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

test("a file that was uploaded is listed, and a data job reads it", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  expect(await list(dashboard)).toEqual({ inputs: [] });

  const kept = await upload(dashboard, "2026/größen (1).csv", "name,size\nGwen,7\n");
  expect(kept.status).toBe(201);
  expect(jobInputSchema.parse(await kept.json())).toMatchObject({
    name: "2026/größen (1).csv",
    bytes: 17,
    contentType: "text/csv",
  });
  await upload(dashboard, "b.csv", "x\n1\n");
  await upload(dashboard, "c.csv", "");
  expect((await list(dashboard)).inputs.map(({ name, bytes }) => [name, bytes])).toEqual([
    ["2026/größen (1).csv", 17],
    ["b.csv", 4],
    ["c.csv", 0],
  ]);
  expect((await list(dashboard, "?prefix=b")).inputs.map(({ name }) => name)).toEqual(["b.csv"]);
  const first = await list(dashboard, "?limit=2");
  expect(first.inputs).toHaveLength(2);
  const rest = await list(dashboard, `?limit=2&cursor=${encodeURIComponent(first.cursor ?? "")}`);
  expect(rest.inputs.map(({ name }) => name)).toEqual(["c.csv"]);

  const jobId = await system.submit({ type: "data-processing", payload: { inputBlob: "2026/größen (1).csv" } });
  expect((await system.ended(jobId)).job).toMatchObject({ status: "Completed", result: { rows: 1 } });
});

test("a file is not replaced unless that is asked for", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  await upload(dashboard, "a.csv", "one");
  await expectProblem(await upload(dashboard, "a.csv", "three"), 409, "input-exists");
  expect((await list(dashboard)).inputs).toMatchObject([{ bytes: 3 }]);
  expect((await upload(dashboard, "a.csv", "three", "&replace=true")).status).toBe(201);
  expect((await list(dashboard)).inputs).toMatchObject([{ bytes: 5 }]);
});

test("of files of one name that come at the same time each is kept whole or refused, and none is an outage", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const texts = Array.from({ length: 30 }, (_, at) => String(at).repeat(100_000));
  const answers = await Promise.all(texts.map((text) => upload(dashboard, "same.csv", text, "&replace=true")));
  expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
  expect(answers.map(({ status }) => status)).toContain(201);
  const [kept] = (await list(dashboard)).inputs;
  expect(texts.map(({ length }) => length)).toContain(kept?.bytes);
});

test("names, types, sizes and queries that are not right are refused, and leave nothing behind", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  for (const name of ["", "../a", "a//b", ".env", "a\\b", "x".repeat(201), "a\u0007"])
    await expectProblem(await upload(dashboard, name, "x"), 400, "invalid-input");
  await expectProblem(await dashboard.fetch("/api/inputs", { method: "POST", body: "x" }), 400, "invalid-input");
  await expectProblem(await upload(dashboard, "a", "x", "&colour=red"), 400, "invalid-input");
  await expectProblem(await upload(dashboard, "a", "x", "", "nonsense"), 400, "invalid-input");
  await expectProblem(await dashboard.fetch("/api/inputs?limit=0"), 400, "invalid-query");
  await expectProblem(await dashboard.fetch("/api/inputs?prefix=%00"), 400, "invalid-query");
  const foreign = { method: "POST", body: "x", headers: { origin: "https://elsewhere.example" } };
  await expectProblem(await dashboard.fetch("/api/inputs?name=a", foreign), 403, "foreign-origin");
  expect(await send(dashboard, "declared", { "content-length": String(limits.inputBytes + 1) }, 10)).toBe(413);
  expect(await list(dashboard)).toEqual({ inputs: [] });
});

test("a file that is larger than it may be, or breaks off, is not kept", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  expect(await send(dashboard, "endless", {}, limits.inputBytes + 1)).toBe(413);
  // Of what was declared only a part comes: the line breaks.
  await send(dashboard, "cut", { "content-length": "1000000" }, 500_000).catch(() => undefined);
  expect(await send(dashboard, "whole", { "content-length": "500000" }, 500_000)).toBe(201);
  const { inputs } = await eventually("the list", async () => list(dashboard));
  expect(inputs.map(({ name }) => name)).toEqual(["whole"]);
});

function upload(dashboard: Dashboard, name: string, body: string, more = "", type = "text/csv"): Promise<Response> {
  const headers = { "content-type": type };
  return dashboard.fetch(`/api/inputs?name=${encodeURIComponent(name)}${more}`, { method: "POST", headers, body });
}

/** Sends so many bytes, or as many as are taken, and ends the connection. */
async function send(dashboard: Dashboard, name: string, headers: Record<string, string>, bytes: number) {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request(`${dashboard.url}/api/inputs?name=${name}`, { method: "POST", headers }, (response) => {
    resolve(response.statusCode ?? 0);
    sent.destroy();
  });
  sent.on("error", reject);
  const chunk = Buffer.alloc(1024 * 1024, "x");
  for (let left = bytes; left > 0 && !sent.destroyed; left -= chunk.length) {
    const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
    if (!sent.write(part)) await Promise.race([new Promise((drained) => sent.once("drain", drained)), promise]);
  }
  if (Number(headers["content-length"] ?? bytes) > bytes) setTimeout(() => sent.destroy(), 300);
  else sent.end();
  return promise;
}

async function list(dashboard: Dashboard, query = ""): Promise<JobInputList> {
  return jobInputListSchema.parse(await (await dashboard.fetch(`/api/inputs${query}`)).json());
}
