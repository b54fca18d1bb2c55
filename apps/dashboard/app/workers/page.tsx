import type { Metadata } from "next";
import { connection } from "next/server";
import { WorkersPage } from "../../src/screens/workers/workers-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Workers" };

export default async function WorkersRoute() {
  await connection();
  const { workers } = services();
  const [list, holds] = await Promise.all([inTime(workers.all()), inTime(workers.holds())]);
  return <WorkersPage workers={textOf(list)} holds={textOf(holds)} />;
}
