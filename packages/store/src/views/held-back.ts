import type { WaitingReason } from "@baton/contracts";
import type { KeyState } from "../ledger/ledger-head.ts";
import { circuitWait } from "../limits/circuit.ts";
import { Circuits } from "../limits/circuits.ts";
import { type KeptStartLog, nextStartAt, startLog } from "../limits/start-log.ts";
import { TypeStarts } from "../limits/type-starts.ts";
import type { Storage } from "../storage.ts";

/** Why the limits of its type hold a due job back, by what is kept of them; undefined when they do not. */
export async function whyHeldBack(
  storage: Pick<Storage, "limits" | "clock">,
  type: string,
  key: KeyState | undefined,
): Promise<WaitingReason | undefined> {
  const [circuit, starts] = await Promise.all([new Circuits(storage).state(type), new TypeStarts(storage).state(type)]);
  const now = storage.clock.now().getTime();
  const openUntil = circuit && circuitWait(circuit, now);
  if (openUntil !== undefined) return { kind: "circuit-open", type, until: isoOf(openUntil) };
  const ofType = rateWait(starts, now);
  if (ofType !== undefined) return { kind: "rate-limited", scope: "type", until: isoOf(ofType) };
  const ofKey = rateWait(key?.starts?.[type], now);
  return ofKey === undefined ? undefined : { kind: "rate-limited", scope: "key", until: isoOf(ofKey) };
}

function rateWait(kept: KeptStartLog | undefined, now: number): number | undefined {
  const next = kept && nextStartAt(startLog(kept, kept));
  return next !== undefined && next > now ? next : undefined;
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
