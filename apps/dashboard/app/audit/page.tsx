import type { Metadata } from "next";
import { connection } from "next/server";
import { OfAllTenants } from "../../src/components/of-all-tenants.tsx";
import { AuditPage } from "../../src/screens/audit/audit-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditRoute() {
  await connection();
  const { audit, callers } = services();
  if (callers.tenants !== "all") return <OfAllTenants title="Audit" />;
  const firstPage = new URLSearchParams();
  const [summary, keys, actions] = await Promise.all([
    inTime(audit.summary()),
    inTime(audit.keys(firstPage)),
    inTime(audit.actions(firstPage)),
  ]);
  return <AuditPage summary={textOf(summary)} keys={textOf(keys)} actions={textOf(actions)} />;
}
