import { connection } from "next/server";
import { OverviewPage } from "../src/screens/overview/overview-page.tsx";
import { statsWindowOf } from "../src/screens/overview/stats-window.ts";
import { inTime, textOf } from "../src/server/first-paint.ts";
import { services } from "../src/server/services.ts";

export default async function OverviewRoute({ searchParams }: PageProps<"/">) {
  await connection();
  const { queries, overview, statistics } = services();
  const window = statsWindowOf((await searchParams)["window"]);
  const [now, jobs, history, stats] = await Promise.all([
    inTime(overview.read()),
    inTime(queries.newestJobs()),
    inTime(queries.newestEvents()),
    inTime(statistics.read(new URLSearchParams({ window }))),
  ]);
  const initial = {
    overview: textOf(now),
    jobs: textOf(jobs, (list) => ({ jobs: list })),
    history: textOf(history),
    stats: textOf(stats),
  };
  return <OverviewPage initial={initial} />;
}
