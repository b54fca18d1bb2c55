import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type CountedRun, costOfMillion, type Prices } from "./storage-cost.ts";

const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/cost.md"), "utf8");

test("the page's costs follow from its counts and its prices", () => {
  const prices = valuesBeside("price for 10,000");
  const runs = ["one key", "40 keys"];
  for (const name of runs) {
    const [jobs, table, blobWrite, blobOther] = valuesBeside(name);
    const counted = { jobs, table, blobWrite, blobOther } as CountedRun;
    const [tablePrice, blobWritePrice, blobOtherPrice] = prices;
    const given = { table: tablePrice, blobWrite: blobWritePrice, blobOther: blobOtherPrice } as Prices;
    const cost = costOfMillion(counted, given);
    const told = valuesBeside(`a million, ${name}`);
    expect(told, name).toEqual(
      [cost.table, cost.blobWrite, cost.blobOther, cost.all].map((value) => Number(value.toFixed(2))),
    );
  }
});

/** The numbers of the table row that begins so. */
function valuesBeside(name: string): number[] {
  const row = page.split("\n").find((line) => line.startsWith(`| ${name} |`));
  if (row === undefined) throw new Error(`docs/cost.md has no row "${name}"`);
  return row
    .split("|")
    .slice(2, -1)
    .filter((cell) => cell.trim() !== "")
    .map((cell) => Number(cell.replace(/[,$]/g, "")));
}
