/** What a typed text says, or what was expected instead. */
export type Reading<T> = { kind: "read"; value: T } | { kind: "wrong"; message: string };

export function read<T>(value: T): Reading<T> {
  return { kind: "read", value };
}

export function wrong(message: string): Reading<never> {
  return { kind: "wrong", message };
}
