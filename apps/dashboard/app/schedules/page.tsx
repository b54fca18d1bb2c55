import type { Metadata } from "next";
import { connection } from "next/server";
import { SchedulesPage } from "../../src/screens/schedules/schedules-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Schedules" };

export default async function SchedulesRoute() {
  await connection();
  const list = await inTime(services().schedules.list());
  return <SchedulesPage schedules={textOf(list, (schedules) => ({ schedules }))} />;
}
