import type { CallCount } from "@baton/runtime";

/** Calls by kind and method, e.g. `ledger BATCH`. */
export type CallMix = Record<string, CallCount>;

export function callsOf(mixes: readonly CallMix[]): CallMix {
  const sum: CallMix = {};
  for (const [call, added] of mixes.flatMap((mix) => Object.entries(mix))) {
    const { count, sent, received } = sum[call] ?? { count: 0, sent: 0, received: 0 };
    sum[call] = { count: count + added.count, sent: sent + added.sent, received: received + added.received };
  }
  return sum;
}

/** What came between two counts. */
export function callsBetween(before: CallMix, after: CallMix): CallMix {
  const negated = Object.entries(before).map(([call, { count, sent, received }]): [string, CallCount] => [
    call,
    { count: -count, sent: -sent, received: -received },
  ]);
  const between = callsOf([after, Object.fromEntries(negated)]);
  return Object.fromEntries(Object.entries(between).filter(([, { count }]) => count > 0));
}

/** The same calls, fewer of them, of the same average size. */
export function scaled(mix: CallMix, share: number): CallMix {
  const entries = Object.entries(mix).map(([call, { count, sent, received }]): [string, CallCount] => {
    const fewer = Math.round(count * share);
    const each = count === 0 ? 0 : fewer / count;
    return [call, { count: fewer, sent: sent * each, received: received * each }];
  });
  return Object.fromEntries(entries.filter(([, { count }]) => count > 0));
}

export function totalOf(mix: CallMix): number {
  return Object.values(mix).reduce((sum, { count }) => sum + count, 0);
}
