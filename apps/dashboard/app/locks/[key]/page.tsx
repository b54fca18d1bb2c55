import type { Metadata } from "next";
import { connection } from "next/server";
import { createLoader } from "nuqs/server";
import { NotFound } from "../../../src/components/not-found.tsx";
import { LockPage } from "../../../src/screens/lock/lock-page.tsx";
import { spanParsers } from "../../../src/screens/lock/span-parsers.ts";
import { askedFrom, pastSpan } from "../../../src/screens/lock/time-span.ts";
import { inTime, textOf } from "../../../src/server/first-paint.ts";
import { services } from "../../../src/server/services.ts";

type Props = PageProps<"/locks/[key]">;

const loadSpan = createLoader(spanParsers);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Lock key ${await keyOf(params)}` };
}

export default async function LockRoute({ params, searchParams }: Props) {
  await connection();
  const { locks, pageStatus } = services();
  const [lockKey, { tenant }, choice] = [await keyOf(params), await searchParams, await loadSpan(searchParams)];
  const tenantId = typeof tenant === "string" ? tenant : "default";
  const askedAt = Date.now();
  const past = pastSpan(choice);
  const span: Record<string, string> = past
    ? { from: new Date(past.from).toISOString(), to: new Date(past.to).toISOString() }
    : { from: askedFrom(choice.range, askedAt) };
  const [lock, line, history] = await Promise.all([
    inTime(locks.find(lockKey, tenantId)),
    inTime(locks.findLine(lockKey, { tenant: tenantId })),
    inTime(locks.findHistory(lockKey, { tenant: tenantId, ...span })),
  ]);
  if (lock?.kind === "problem" && lock.problem.status === 400) {
    pageStatus.set(404);
    return (
      <NotFound title="This is not a lock key">
        A lock key is text without control characters; its tenant has letters, digits, dots and dashes.
      </NotFound>
    );
  }
  const initial = { lock: textOf(lock), line: textOf(line), history: textOf(history), askedAt };
  return <LockPage tenantId={tenantId} lockKey={lockKey} initial={initial} />;
}

// Next.js hands the segment on as it stands in the address.
async function keyOf(params: Props["params"]): Promise<string> {
  return decodeURIComponent((await params).key).normalize("NFC");
}
