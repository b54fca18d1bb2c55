import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type CsvRow, readCsvRows } from "./csv-rows.ts";

async function fileOf(text: string | Buffer) {
  const folder = await mkdtemp(join(tmpdir(), "baton-test-"));
  await writeFile(join(folder, "input.csv"), text);
  const file = await open(join(folder, "input.csv"));
  onTestFinished(async () => {
    await file.close();
    await rm(folder, { recursive: true });
  });
  return file;
}

async function rowsOf(text: string | Buffer, start = 0, delimiter = ",") {
  const { signal } = new AbortController();
  const rows: CsvRow[] = [];
  for await (const row of readCsvRows(await fileOf(text), { delimiter, start, signal })) rows.push(row);
  return rows;
}

const content = (row: CsvRow) => (row.kind === "fields" ? row.fields : `broken: ${row.text}`);

test("quoted fields, line ends of every kind, blank lines and a byte order mark are read", async () => {
  const rows = await rowsOf('\ufeffa,b\r\n"x, y","say ""hi"""\n\n\r\n"two\nlines",é\rlast,');
  expect(rows.map(content)).toEqual([
    ["a", "b"],
    ["x, y", 'say "hi"'],
    ["two\nlines", "é"],
    ["last", ""],
  ]);
});

test("reading can begin again behind any row", async () => {
  const text = '\ufeffname,n\n"a ""b""",1\r\n"ü\nü",2\n\nx,3\n';
  const all = await rowsOf(text);
  for (const [index, row] of all.entries()) {
    expect(await rowsOf(text, row.end)).toEqual(all.slice(index + 1));
  }
});

test("another delimiter is taken", async () => {
  expect((await rowsOf("a;b,c\n", 0, ";")).map(content)).toEqual([["a", "b,c"]]);
});

test("a stray quote inside a field costs its own line only", async () => {
  const rows = await rowsOf('a,b\n1,x"y"\n2,ok\n');
  expect(rows.map(content)).toEqual([["a", "b"], 'broken: 1,x"y"', ["2", "ok"]]);
});

test("a quote that is never closed costs its own line only", async () => {
  const rows = await rowsOf('a,b\n1,"open\n2,ok\n3,"fine"\n4,"also');
  expect(rows.map(content)).toEqual([["a", "b"], 'broken: 1,"open', ["2", "ok"], ["3", "fine"], 'broken: 4,"also']);
});

test("an open quote before much data is found without reading it all into memory", async () => {
  const lines = Array.from({ length: 100_000 }, (_, n) => `${n},plain text`);
  lines[5] = '5,"open';
  const rows = await rowsOf(lines.join("\n"));
  expect(rows.length).toBe(100_000);
  expect(rows.filter((row) => row.kind === "broken").map(content)).toEqual(['broken: 5,"open']);
});

test("bytes that are no UTF-8 do not end the reading", async () => {
  const rows = await rowsOf(Buffer.concat([Buffer.from("a,b\n1,"), Buffer.from([0xff, 0xfe]), Buffer.from("\n2,x\n")]));
  expect(rows.map(content)).toEqual([
    ["a", "b"],
    ["1", "\ufffd\ufffd"],
    ["2", "x"],
  ]);
});

test("an aborted signal ends the reading", async () => {
  const rows = readCsvRows(await fileOf("a\n".repeat(100_000)), {
    delimiter: ",",
    start: 0,
    signal: AbortSignal.abort(new Error("enough")),
  });
  await expect(rows.next()).rejects.toThrow("enough");
});
