import { expect, test } from "vitest";
import { SharedReads } from "./shared-reads.ts";

test("however many ask meanwhile, one more reading serves them, and it begins after they asked", async () => {
  const reads = new SharedReads<number>(1);
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  let begun = 0;
  const read = async () => {
    begun += 1;
    const mine = begun;
    await gate;
    return mine;
  };
  const first = reads.get("list", read);
  const others = [reads.get("list", read), reads.get("list", read), reads.get("list", read)];
  expect(begun).toBe(1);
  open();
  expect(await first).toBe(1);
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
  expect(begun).toBe(2);
});

test("a reading that fails is told, and the next one is made all the same", async () => {
  const reads = new SharedReads<string>(1);
  const failed = reads.get("list", () => Promise.reject(new Error("away")));
  const next = reads.get("list", async () => "here");
  await expect(failed).rejects.toThrow("away");
  expect(await next).toBe("here");
});

test("other names are read by themselves", async () => {
  const reads = new SharedReads<string>(10_000);
  expect(await reads.get("a", async () => "a")).toBe("a");
  expect(await reads.get("b", async () => "b")).toBe("b");
});
