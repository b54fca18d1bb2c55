"use client";

import type { SessionView } from "@baton/contracts";
import { LoadBox } from "../../components/load-box.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { useAction } from "../../live/use-action.ts";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";

const path = "/api/auth/sessions";

/** Every browser and program in which the account is logged in. */
export function SessionTable({ initial }: { initial: string | undefined }) {
  const loaded = usePolled(path, "sessionListSchema", { initial });
  return (
    <>
      <LoadBox loaded={loaded} what="Sessions" />
      {loaded.data ? (
        <DataTable
          id="sessions"
          label="Your sessions, newest first"
          columns={columns}
          rows={loaded.data.sessions}
          rowId={sessionId}
          chooseColumns={false}
          empty={null}
        />
      ) : null}
    </>
  );
}

function sessionId(session: SessionView): string {
  return session.sessionId;
}

const columns: readonly DataColumn<SessionView>[] = [
  {
    id: "agent",
    header: "Browser or program",
    cell: ({ agent, kind }) => <span className="wrap-anywhere">{agent ?? kind}</span>,
    narrow: "title",
  },
  { id: "address", header: "Address", cell: ({ address }) => address ?? "not told", width: "w-40" },
  { id: "created", header: "Since", cell: ({ createdAt }) => <RelativeTime iso={createdAt} />, width: "w-28" },
  { id: "used", header: "Last used", cell: ({ lastUsedAt }) => <RelativeTime iso={lastUsedAt} />, width: "w-28" },
  {
    id: "actions",
    header: "Actions",
    cell: (session) => <EndSession session={session} />,
    width: "w-28",
    align: "end",
    narrow: "below",
  },
];

function EndSession({ session: { sessionId, isThis, agent, kind } }: { session: SessionView }) {
  const { run, running } = useAction();
  if (isThis) return <span className="text-ink-faint">this one</span>;
  const end = () =>
    run({
      method: "DELETE",
      path: `${path}/${sessionId}`,
      done: "The session has ended",
      failed: "The session was not ended",
      refresh: [path],
    });
  return (
    <Button size="small" busy={running} onClick={() => void end()} aria-label={`End the session of ${agent ?? kind}`}>
      End
    </Button>
  );
}
