import type { Metadata } from "next";
import { connection } from "next/server";
import { OfAllTenants } from "../../src/components/of-all-tenants.tsx";
import { HealthPage } from "../../src/screens/health/health-page.tsx";
import { inTime } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Health" };

export default async function HealthRoute() {
  await connection();
  const { callers, healthReport } = services();
  if (callers.tenants !== "all") return <OfAllTenants title="Health" />;
  const details = (await inTime(healthReport.read())) ?? healthReport.outage();
  return <HealthPage initial={details && JSON.stringify(details)} />;
}
