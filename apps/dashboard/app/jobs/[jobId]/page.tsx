import type { Metadata } from "next";
import { JobPage } from "../../../src/components/job-page.tsx";
import { NotFound } from "../../../src/components/not-found.tsx";
import { inTime, textOf } from "../../../src/server/first-paint.ts";
import { services } from "../../../src/server/services.ts";

export async function generateMetadata({ params }: PageProps<"/jobs/[jobId]">): Promise<Metadata> {
  const { jobId } = await params;
  return { title: `Job ${jobId.slice(0, 8)}` };
}

export default async function JobRoute({ params }: PageProps<"/jobs/[jobId]">) {
  const { jobId } = await params;
  const { queries, pageStatus } = services();
  const found = await inTime(queries.findJob(jobId));
  if (found?.kind === "problem" && [400, 404].includes(found.problem.status)) {
    pageStatus.set(404);
    return <JobNotFound />;
  }
  return <JobPage jobId={found?.kind === "ok" ? found.value.job.jobId : jobId} initial={textOf(found)} />;
}

function JobNotFound() {
  return (
    <NotFound title="There is no such job">
      No job has this id. A job that was sent straight to the broker appears when a worker has taken it in: if that was
      just now, load this page again.
    </NotFound>
  );
}
