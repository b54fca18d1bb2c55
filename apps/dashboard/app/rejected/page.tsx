import type { Metadata } from "next";
import { connection } from "next/server";
import { ErrorNotice, Panel } from "../../src/components/panel.tsx";
import { RejectedList } from "../../src/components/rejected-list.tsx";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Rejected messages" };

export default async function RejectedPage() {
  await connection();
  const rejected = await services().queries.rejectedMessages();
  return (
    <>
      <h1 className="sr-only">Rejected messages</h1>
      <Panel title="Rejected messages" aside="newest first">
        {rejected.kind === "ok" ? (
          <RejectedList messages={rejected.value} />
        ) : (
          <ErrorNotice>
            Rejected messages could not be read: {rejected.problem.detail ?? rejected.problem.title}
          </ErrorNotice>
        )}
      </Panel>
    </>
  );
}
