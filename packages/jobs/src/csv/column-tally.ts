import { type CountedValues, ValueCounts } from "./value-counts.ts";
import { type ValueKind, valueKind } from "./value-kind.ts";

/** What is known of one column after some rows, in a form that a step can record and that can be merged. */
export type ColumnTally = {
  kinds: Record<ValueKind, number>;
  numbers: { sum: number; min: number; max: number } | null;
  dates: { min: string; max: string } | null;
  values: CountedValues;
};

/** Gathers one column's values, row by row or tally by tally. */
export class ColumnTallier {
  readonly #kinds: Record<ValueKind, number> = { missing: 0, integer: 0, number: 0, boolean: 0, date: 0, text: 0 };
  readonly #values: ValueCounts;
  #numbers: ColumnTally["numbers"] = null;
  #dates: ColumnTally["dates"] = null;

  constructor(budgetBytes: number) {
    this.#values = new ValueCounts(budgetBytes);
  }

  add(field: string): void {
    const text = field.trim();
    const kind = valueKind(text);
    this.#kinds[kind]++;
    if (kind === "missing") return;
    this.#values.add(text);
    if (kind === "integer" || kind === "number") this.#addNumbers(Number(text), Number(text), Number(text));
    if (kind === "date") this.#addDates(text, text);
  }

  merge(other: ColumnTally): void {
    for (const kind of Object.keys(this.#kinds) as ValueKind[]) this.#kinds[kind] += other.kinds[kind];
    if (other.numbers) this.#addNumbers(other.numbers.sum, other.numbers.min, other.numbers.max);
    if (other.dates) this.#addDates(other.dates.min, other.dates.max);
    this.#values.merge(other.values);
  }

  toJSON(): ColumnTally {
    return { kinds: this.#kinds, numbers: this.#numbers, dates: this.#dates, values: this.#values.toJSON() };
  }

  #addNumbers(sum: number, min: number, max: number): void {
    const known = this.#numbers ?? { sum: 0, min, max };
    this.#numbers = { sum: known.sum + sum, min: Math.min(known.min, min), max: Math.max(known.max, max) };
  }

  // ISO dates sort as text.
  #addDates(min: string, max: string): void {
    const known = this.#dates ?? { min, max };
    this.#dates = { min: min < known.min ? min : known.min, max: max > known.max ? max : known.max };
  }
}
