import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { JobPage } from "../../../src/components/job-page.tsx";
import { inTime, textOf } from "../../../src/server/first-paint.ts";
import { services } from "../../../src/server/services.ts";

export async function generateMetadata({ params }: PageProps<"/jobs/[jobId]">): Promise<Metadata> {
  const { jobId } = await params;
  return { title: `Job ${jobId.slice(0, 8)}` };
}

export default async function JobRoute({ params }: PageProps<"/jobs/[jobId]">) {
  const { jobId } = await params;
  const found = await inTime(services().queries.findJob(jobId));
  if (found?.kind === "problem" && [400, 404].includes(found.problem.status)) notFound();
  return <JobPage jobId={found?.kind === "ok" ? found.value.job.jobId : jobId} initial={textOf(found)} />;
}
