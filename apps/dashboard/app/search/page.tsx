import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { NotFound } from "../../src/components/not-found.tsx";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Search" };

/** Goes to the job whose id was asked for, or says that there is none; what is no id is sought among all jobs. */
export default async function SearchPage({ searchParams }: PageProps<"/search">) {
  const { id } = await searchParams;
  const asked = (typeof id === "string" ? id : "").trim();
  if (asked === "") redirect("/jobs");
  const found = await services().queries.findJob(asked);
  if (found.kind === "ok") redirect(`/jobs/${found.value.job.jobId}`);
  const { code, detail, title } = found.problem;
  switch (code) {
    case "unknown-job":
      return <NotFound title="Not found">No job has the id “{asked}”.</NotFound>;
    case "invalid-job-id":
      return redirect(`/jobs?${new URLSearchParams({ text: asked })}` as Route);
    default:
      return <NotFound title="The search did not work">{detail ?? title}</NotFound>;
  }
}
