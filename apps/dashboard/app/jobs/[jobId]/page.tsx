import type { Metadata } from "next";
import { NotFound } from "../../../src/components/not-found.tsx";
import { JobPage } from "../../../src/screens/job/job-page.tsx";
import { inTime, textOf } from "../../../src/server/first-paint.ts";
import { services } from "../../../src/server/services.ts";

/** A page with thousands of events in it would be slow to come; the browser asks for the rest. */
const firstEvents = 300;

export async function generateMetadata({ params }: PageProps<"/jobs/[jobId]">): Promise<Metadata> {
  const { jobId } = await params;
  return { title: `Job ${jobId.slice(0, 8)}` };
}

export default async function JobRoute({ params }: PageProps<"/jobs/[jobId]">) {
  const { jobId } = await params;
  const { queries, pageStatus, traceUrlTemplate } = services();
  const found = await inTime(queries.findJob(jobId));
  if (found?.kind === "problem" && [400, 404].includes(found.problem.status)) {
    pageStatus.set(404);
    return <JobNotFound />;
  }
  const detail = found?.kind === "ok" ? found.value : undefined;
  return (
    <JobPage
      jobId={detail?.job.jobId ?? jobId}
      initial={textOf(found, (whole) => ({ ...whole, events: whole.events.slice(0, firstEvents) }))}
      total={detail?.events.length}
      traceUrlTemplate={traceUrlTemplate}
    />
  );
}

function JobNotFound() {
  return (
    <NotFound title="There is no such job">
      No job has this id. A job that was sent straight to the broker appears when a worker has taken it in: if that was
      just now, load this page again.
    </NotFound>
  );
}
