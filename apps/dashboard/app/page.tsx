import { connection } from "next/server";
import { Overview } from "../src/components/overview.tsx";
import { inTime, textOf } from "../src/server/first-paint.ts";
import { services } from "../src/server/services.ts";

export default async function OverviewPage() {
  await connection();
  const { queries } = services();
  const [jobs, history] = await Promise.all([inTime(queries.newestJobs()), inTime(queries.newestEvents())]);
  return (
    <>
      <h1 className="sr-only">Overview</h1>
      <Overview jobs={textOf(jobs, (list) => ({ jobs: list }))} history={textOf(history)} />
    </>
  );
}
