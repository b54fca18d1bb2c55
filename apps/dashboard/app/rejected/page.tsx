import type { Metadata } from "next";
import { connection } from "next/server";
import { OfAllTenants } from "../../src/components/of-all-tenants.tsx";
import { RejectedList } from "../../src/components/rejected-list.tsx";
import { services } from "../../src/server/services.ts";
import { ErrorNotice } from "../../src/ui/error-notice.tsx";
import { Panel } from "../../src/ui/panel.tsx";

export const metadata: Metadata = { title: "Rejected messages" };

export default async function RejectedPage() {
  await connection();
  const { callers, queries, redaction } = services();
  if (callers.tenants !== "all") return <OfAllTenants title="Rejected messages" />;
  const rejected = await queries.rejectedMessages();
  return (
    <>
      <h1 className="sr-only">Rejected messages</h1>
      <Panel title="Rejected messages" aside="newest first">
        {rejected.kind === "ok" ? (
          <RejectedList messages={redaction.answer(rejected.value)} />
        ) : (
          <ErrorNotice>
            Rejected messages could not be read: {rejected.problem.detail ?? rejected.problem.title}
          </ErrorNotice>
        )}
      </Panel>
    </>
  );
}
