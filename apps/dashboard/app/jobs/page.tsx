import type { Metadata } from "next";
import { connection } from "next/server";
import { filterParsers } from "../../src/screens/jobs/job-filter.ts";
import { JobsPage } from "../../src/screens/jobs/jobs-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Jobs" };

export default async function JobsRoute({ searchParams }: PageProps<"/jobs">) {
  await connection();
  const { jobSearch, types } = services();
  const query = filterQuery(await searchParams);
  const [found, known] = await Promise.all([inTime(jobSearch.search(query)), inTime(types.known())]);
  const names = known?.kind === "ok" ? known.value.types.map(({ type }) => type) : [];
  return <JobsPage initial={textOf(found)} types={names} />;
}

/** What else may be in the address is nobody's filter. */
function filterQuery(params: Record<string, string | string[] | undefined>): Record<string, string> {
  const given = Object.keys(filterParsers).map((name) => [name, params[name]]);
  return Object.fromEntries(given.filter(([, value]) => typeof value === "string")) as Record<string, string>;
}
