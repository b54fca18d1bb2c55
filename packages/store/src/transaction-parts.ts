import { isRefusal } from "./storage-errors.ts";

/** An entity group transaction takes 100 entities. */
export const maxTransactionEntities = 100;
/** It takes 4 MiB, too; this much is also through in time on a slow line. */
export const maxTransactionBytes = 1_500_000;
/** What the protocol adds to each entity. */
const partBytes = 1000;

/** A row that storage does not take, however it is sent. */
export type Refused<R> = { row: R; cause: unknown };

type Sized = { entity: object };

/** What a value takes in a request: JSON in UTF-8, where a quote takes two bytes and a control character six. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), "utf8");
}

/**
 * Sends rows in as few transactions as may be. One that storage refuses for its content goes again in halves, so that
 * a row that it never takes keeps no other back.
 * @returns the rows that it refuses by themselves.
 */
export async function sendInParts<R extends Sized>(
  rows: R[],
  send: (part: R[]) => Promise<unknown>,
  maxEntities: number = maxTransactionEntities,
): Promise<Refused<R>[]> {
  const refused: Refused<R>[] = [];
  for (const part of partsOf(rows, maxEntities)) refused.push(...(await sendOrHalve(part, send)));
  return refused;
}

/** Whether rows make up one transaction. */
export function fitTogether(rows: Sized[], maxEntities: number = maxTransactionEntities): boolean {
  return partsOf(rows, maxEntities).length === 1;
}

function partsOf<R extends Sized>(rows: R[], maxEntities: number): R[][] {
  const parts: R[][] = [];
  let room = 0;
  for (const row of rows) {
    const bytes = partBytes + jsonBytes(row.entity);
    const last = parts.at(-1);
    if (last && last.length < maxEntities && bytes <= room) last.push(row);
    else {
      parts.push([row]);
      room = maxTransactionBytes;
    }
    room -= bytes;
  }
  return parts;
}

async function sendOrHalve<R>(part: R[], send: (part: R[]) => Promise<unknown>): Promise<Refused<R>[]> {
  try {
    await send(part);
    return [];
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    const [row] = part;
    if (row && part.length === 1) return [{ row, cause }];
    const middle = Math.ceil(part.length / 2);
    return [...(await sendOrHalve(part.slice(0, middle), send)), ...(await sendOrHalve(part.slice(middle), send))];
  }
}
