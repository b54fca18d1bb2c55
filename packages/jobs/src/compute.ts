import { defineJob, type JobContext } from "@baton/sdk";
import { z } from "zod";
import { PrimeSieve, type PrimesFound } from "./prime-sieve.ts";

/** Each range is a recorded step, and a record is no place for more. */
const maxRanges = 1000;

const input = z
  .object({
    /** Both ends are included. */
    from: z.int().min(0).max(1e12).default(1),
    to: z.int().min(0).max(1e12),
    /** Numbers per recorded step: what is computed again after a crash, at most. */
    chunkSize: z.int().min(1000).max(10_000_000).default(1_000_000),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "expected a number that is not below `from`" })
  .refine(({ from, to, chunkSize }) => (to - from + 1) / chunkSize <= maxRanges, {
    path: ["chunkSize"],
    message: `expected at most ${maxRanges} ranges from \`from\` to \`to\``,
  });

type Range = { from: number; to: number };

export const compute = defineJob({
  type: "compute",
  description: "Counts the primes of a range of numbers, chunk by chunk; keeps a processor busy.",
  input,
  async run({ from, to, chunkSize }, ctx) {
    const ranges = rangesOf({ from, to }, chunkSize);
    const sieve = new PrimeSieve(to);
    let total: PrimesFound = { count: 0, largest: null };
    for (const [index, range] of ranges.entries()) {
      const found = await countStep(sieve, range, `${index + 1}/${ranges.length}`, ctx);
      total = { count: total.count + found.count, largest: found.largest ?? total.largest };
      ctx.progress(index + 1, ranges.length, progressMessage(total, range));
    }
    return { from, to, primes: total.count, largestPrime: total.largest };
  },
});

// The thread cannot listen while it counts; between two steps it hears that the attempt must end.
function countStep(sieve: PrimeSieve, { from, to }: Range, place: string, ctx: JobContext): Promise<PrimesFound> {
  const message = `Processing step ${place} - Primes from ${from} to ${to}`;
  return ctx.step("Count primes", () => sieve.find(from, to), { message });
}

function rangesOf({ from, to }: Range, size: number): Range[] {
  const count = Math.ceil((to - from + 1) / size);
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * size;
    return { from: start, to: Math.min(start + size - 1, to) };
  });
}

function progressMessage({ count, largest }: PrimesFound, { to }: Range): string {
  return largest === null ? `No primes up to ${to}` : `${count} primes up to ${to}, the largest is ${largest}`;
}
