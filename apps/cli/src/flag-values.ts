import { UsageError } from "./usage-error.ts";

/** Reads a flag's whole number. */
export function wholeNumber(flag: string, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new UsageError(`${flag}: expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
  };
}
