import { expect, test } from "vitest";
import { PrimeSieve } from "./prime-sieve.ts";

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let factor = 2; factor * factor <= number; factor += 1) if (number % factor === 0) return false;
  return true;
}

function byTrial(from: number, to: number) {
  const primes = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter(isPrime);
  return { count: primes.length, largest: primes.at(-1) ?? null };
}

test("every small range has the primes that trial division finds", () => {
  const sieve = new PrimeSieve(60);
  for (let from = 0; from <= 60; from += 1) {
    for (let to = from; to <= 60; to += 1) expect(sieve.find(from, to)).toEqual(byTrial(from, to));
  }
});

test("a range near the upper bound has the primes that trial division finds", () => {
  expect(new PrimeSieve(1e12).find(1e12 - 200, 1e12)).toEqual(byTrial(1e12 - 200, 1e12));
});

test("squares of primes at the end of a range are no primes", () => {
  expect(new PrimeSieve(994_009).find(994_009, 994_009)).toEqual({ count: 0, largest: null });
});
