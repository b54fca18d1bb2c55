import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { NonRetryableError } from "@baton/sdk";
import { RecordedContext } from "@baton/sdk/testing";
import { expect, onTestFinished, test } from "vitest";
import { dataProcessing } from "../src/index.ts";

type Summary = {
  rows: number;
  malformedRows: { count: number; samples: { row: number; reason: string; text: string }[] };
  columns: {
    name: string;
    type: string;
    missing: number;
    distinct: { count: number; exact: boolean };
    topValues: { value: string; count: number }[];
    undercountAtMost: number;
    min: unknown;
    max: unknown;
    mean: number | null;
  }[];
  resultBlob: string;
};

/** Containers of a namespace of this test's own; the job finds them through its environment, as in a worker. */
async function setup() {
  const connectionString = process.env["AZURE_STORAGE_CONNECTION_STRING"];
  if (!connectionString) throw new Error("Set AZURE_STORAGE_CONNECTION_STRING for the integration tests");
  const namespace = `t${randomBytes(8).toString("hex")}`;
  const before = process.env["BATON_NAMESPACE"];
  process.env["BATON_NAMESPACE"] = namespace;
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const inputs = service.getContainerClient(`${namespace}-job-inputs`);
  const results = service.getContainerClient(`${namespace}-job-results`);
  await inputs.create();
  onTestFinished(async () => {
    if (before === undefined) delete process.env["BATON_NAMESPACE"];
    else process.env["BATON_NAMESPACE"] = before;
    await inputs.deleteIfExists();
    await results.deleteIfExists();
  });
  return { inputs, results, namespace };
}

async function upload(container: ContainerClient, name: string, content: string | Buffer) {
  await container.getBlockBlobClient(name).upload(content, Buffer.byteLength(content));
}

async function run(payload: unknown, ctx = new RecordedContext("data-processing")) {
  return (await dataProcessing.run(dataProcessing.input.parse(payload), ctx)) as Summary;
}

const require = createRequire(import.meta.url);
const dataSets = dirname(dirname(require.resolve("vega-datasets")));
const dataSet = (name: string) => join(dataSets, "data", name);
const columnOf = (summary: Summary, name: string) => summary.columns.find((column) => column.name === name);

test("airports.csv is summarised as Python's csv module counts it", async () => {
  const { inputs, results } = await setup();
  await upload(inputs, "airports.csv", await readFile(dataSet("airports.csv")));
  const ctx = new RecordedContext("data-processing");
  const summary = await run({ inputBlob: "airports.csv" }, ctx);

  // Constants: csv.reader + collections.Counter + math.fsum over vega-datasets 3.2.1, Python 3.11.
  expect(summary).toMatchObject({ rows: 3376, malformedRows: { count: 0, samples: [] } });
  expect(summary.columns.map(({ name, type, missing, distinct }) => [name, type, missing, distinct.count])).toEqual([
    ["iata", "text", 0, 3376],
    ["name", "text", 0, 3237],
    ["city", "text", 0, 2675],
    ["state", "text", 0, 57],
    ["country", "text", 0, 5],
    ["latitude", "number", 0, 3375],
    ["longitude", "number", 0, 3375],
  ]);
  expect(summary.columns.every(({ distinct }) => distinct.exact)).toBe(true);
  expect(columnOf(summary, "state")?.topValues).toEqual([
    { value: "AK", count: 263 },
    { value: "TX", count: 209 },
    { value: "CA", count: 205 },
    { value: "OK", count: 102 },
    { value: "FL", count: 100 },
  ]);
  expect(columnOf(summary, "name")?.topValues[0]).toEqual({ value: "Jackson County", count: 5 });
  expect(columnOf(summary, "latitude")).toMatchObject({
    min: 7.367222,
    max: 71.2854475,
    mean: expect.closeTo(40.03652362552429, 9),
  });
  expect(columnOf(summary, "longitude")).toMatchObject({
    min: -176.6460306,
    max: 145.621384,
    mean: expect.closeTo(-98.62120491947572, 9),
  });

  expect(summary.resultBlob).toBe(`default/${ctx.job.jobId}/summary.json`);
  const { resultBlob, ...written } = summary;
  const blob = await results.getBlobClient(resultBlob).downloadToBuffer();
  expect(JSON.parse(blob.toString())).toEqual(written);
});

test("birdstrikes.csv is summarised as splitting its lines and counting gives it", async () => {
  const { inputs } = await setup();
  const text = await readFile(dataSet("birdstrikes.csv"), "utf8");
  await upload(inputs, "birdstrikes.csv", text);
  const summary = await run({ inputBlob: "birdstrikes.csv" });

  // The file has no quotes, so its fields are what lies between commas.
  expect(text).not.toContain('"');
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  expect(summary).toMatchObject({ rows: rows.length, malformedRows: { count: 0 } });
  expect(summary.columns.map(({ name }) => name)).toEqual(header);
  for (const [index, column] of summary.columns.entries()) {
    const values = rows.map((row) => row[index] ?? "").filter((value) => value !== "");
    const counted = Object.entries(Object.groupBy(values, (value) => value))
      .map(([value, same]) => ({ value, count: same?.length ?? 0 }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    expect([column.missing, column.distinct.count]).toEqual([rows.length - values.length, counted.length]);
    expect(column.topValues).toEqual(counted.slice(0, 5));
    if (column.type !== "integer") continue;
    const numbers = values.map(Number);
    expect(column).toMatchObject({ min: Math.min(...numbers), max: Math.max(...numbers) });
    expect(column.mean).toBeCloseTo(numbers.reduce((sum, value) => sum + value, 0) / numbers.length, 9);
  }
  // Constants from awk over vega-datasets 3.2.1.
  expect(columnOf(summary, "Speed IAS in knots")).toMatchObject({
    type: "integer",
    missing: 2836,
    min: 0,
    max: 350,
    mean: expect.closeTo(153.53517587939697, 9),
  });
  expect(columnOf(summary, "Flight Date")).toMatchObject({ type: "date", min: "1990-01-08", max: "2002-07-25" });
});

test("malformed rows are counted and sampled, and the rest is summarised", async () => {
  const { inputs } = await setup();
  const lines = [
    "id,name,city",
    "1,Ann,Oslo",
    "2,Bob",
    '3,"Cy,Rome',
    "4,Dee,Bonn,extra",
    '5,E"ve,Riga',
    '6,"Fay",Graz',
  ];
  await upload(inputs, "odd.csv", lines.join("\n"));
  const summary = await run({ inputBlob: "odd.csv", chunkRows: 2 });
  expect(summary.rows).toBe(2);
  expect(summary.malformedRows.count).toBe(4);
  expect(summary.malformedRows.samples.map(({ row, text }) => [row, text])).toEqual([
    [2, "2,Bob"],
    [3, '3,"Cy,Rome'],
    [4, "4,Dee,Bonn,extra"],
    [5, '5,E"ve,Riga'],
  ]);
  expect(summary.malformedRows.samples[0]?.reason).toBe("expected 3 fields, got 2");
  expect(columnOf(summary, "name")?.topValues.map(({ value }) => value)).toEqual(["Ann", "Fay"]);
});

test("more malformed rows than five are counted, five are kept", async () => {
  const { inputs } = await setup();
  await upload(inputs, "short.csv", `a,b\n${"1\n".repeat(50)}2,3\n`);
  const { rows, malformedRows } = await run({ inputBlob: "short.csv", chunkRows: 7 });
  expect([rows, malformedRows.count, malformedRows.samples.length]).toEqual([1, 50, 5]);
});

test("a missing blob fails with its name and is not tried again", async () => {
  const { namespace } = await setup();
  const running = run({ inputBlob: "x.csv" });
  await expect(running).rejects.toThrow(`Input blob "x.csv" not found in container ${namespace}-job-inputs`);
  await expect(running).rejects.toBeInstanceOf(NonRetryableError);
});

test.each([
  ["", 'Input blob "input.csv" has no readable first row'],
  ['"never closed', 'Input blob "input.csv" has no readable first row'],
  ["a,".repeat(600), 'Input blob "input.csv" has more than 500 columns'],
])("an input without usable columns fails with a reason", async (content, reason) => {
  const { inputs } = await setup();
  await upload(inputs, "input.csv", content);
  await expect(run({ inputBlob: "input.csv" })).rejects.toThrow(reason);
});

test("a header alone gives columns without values", async () => {
  const { inputs } = await setup();
  await upload(inputs, "input.csv", "a,,a\n");
  const { rows, columns } = await run({ inputBlob: "input.csv" });
  expect(rows).toBe(0);
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ["a", "text"],
    ["column 2", "text"],
    ["a (2)", "text"],
  ]);
});

test("a resumed attempt parses only what is not on the record, and ends with the same summary", async () => {
  const { inputs } = await setup();
  await upload(inputs, "airports.csv", await readFile(dataSet("airports.csv")));
  const whole = new RecordedContext("data-processing");
  const { resultBlob: _, ...expected } = await run({ inputBlob: "airports.csv", chunkRows: 1000 }, whole);
  expect(whole.ran).toEqual(["Fetch", ...Array(4).fill("Parse and validate"), "Summarise", "Write summary"]);

  for (const recorded of [1, 3, 5, 6]) {
    const resumed = new RecordedContext("data-processing", whole.steps.slice(0, recorded));
    const { resultBlob: __, ...summary } = await run({ inputBlob: "airports.csv", chunkRows: 1000 }, resumed);
    expect(summary).toEqual(expected);
    expect(resumed.ran).toEqual(whole.ran.slice(recorded));
  }
});

test("an input that changed since the record began is noticed", async () => {
  const { inputs } = await setup();
  await upload(inputs, "input.csv", "a,b\n1,2\n3,4\n");
  const first = new RecordedContext("data-processing");
  await run({ inputBlob: "input.csv" }, first);
  await upload(inputs, "input.csv", "a,b\n1,2\n9,9\n");
  const resumed = new RecordedContext("data-processing", first.steps.slice(0, 1));
  await expect(run({ inputBlob: "input.csv" }, resumed)).rejects.toThrow('Input blob "input.csv" was changed');
});

test("two hundred thousand rows of different values stay within bounded memory and records", async () => {
  const { inputs } = await setup();
  const rows = 200_000;
  const line = (n: number) => `${n},customer ${n},${(n * 7919) % 1000},${"x".repeat(40)} ${n}`;
  const text = `id,name,amount,note\n${Array.from({ length: rows }, (_, n) => line(n)).join("\n")}\n`;
  await upload(inputs, "large.csv", text);
  const ctx = new RecordedContext("data-processing");
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const summary = await run({ inputBlob: "large.csv", chunkRows: 20_000 }, ctx);
  expect(process.memoryUsage.rss() - before).toBeLessThan(600 * 1024 * 1024);
  expect(summary.rows).toBe(rows);
  expect(columnOf(summary, "id")).toMatchObject({ type: "integer", min: 0, max: rows - 1, mean: (rows - 1) / 2 });
  expect(columnOf(summary, "amount")?.distinct).toEqual({ count: 1000, exact: true });
  expect(columnOf(summary, "note")).toMatchObject({ distinct: { exact: false } });
  for (const { result } of ctx.steps) expect(result?.length ?? 0).toBeLessThan(1024 * 1024);
  const done = ctx.progressed.map((progress) => progress.done);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(done.at(-1)).toBe(100);
});
