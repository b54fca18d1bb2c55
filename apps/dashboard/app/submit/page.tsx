import { isUuid } from "@baton/contracts";
import type { Metadata } from "next";
import { SubmitPage } from "../../src/screens/submit/submit-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "New job" };

export default async function SubmitRoute({ searchParams }: PageProps<"/submit">) {
  const { from, type } = await searchParams;
  const { queries, types } = services();
  const fromId = typeof from === "string" && isUuid(from) ? from.toLowerCase() : undefined;
  const [known, job] = await Promise.all([
    inTime(types.known()),
    fromId === undefined ? undefined : inTime(queries.findJob(fromId)),
  ]);
  return (
    <SubmitPage
      types={textOf(known)}
      from={fromId === undefined ? undefined : { jobId: fromId, job: textOf(job) }}
      type={typeof type === "string" ? type : undefined}
    />
  );
}
