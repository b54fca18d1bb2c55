"use client";

import type { LineJob, LockDetail, LockLine } from "@baton/contracts";
import { useState } from "react";
import { JobLink } from "../../components/job-link.tsx";
import { LoadState } from "../../components/load-state.tsx";
import { MessageText } from "../../components/message-text.tsx";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { fetchText } from "../../live/api-client.ts";
import type { Loaded } from "../../live/use-live-resource.ts";
import { readWire } from "../../live/wire.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import { lockApiPath, tenantQuery } from "../../view/lock-address.ts";
import { waitingSentence } from "../../view/waiting-sentence.ts";
import { countText, lineLength } from "../locks/lock-standing.ts";

type LinePanelProps = {
  line: Loaded<LockLine>;
  lock: LockDetail | undefined;
  lockKey: string;
  tenantId: string;
};

/** Who waits, in the order in which they are to run. */
export function LinePanel({ line, lock, lockKey, tenantId }: LinePanelProps) {
  return (
    <Panel title="In line" aside={lock ? `${countText(lineLength(lock))} due · ${countText(lock.later)} later` : ""}>
      <LoadState loaded={line} what="The line" />
      {line.data?.jobs.length === 0 ? (
        <EmptyState title="Nobody waits">
          <p>The next job of this lock key starts at once.</p>
          <p className="mt-4">
            <ButtonLink href="/submit">Submit a job</ButtonLink>
          </p>
        </EmptyState>
      ) : null}
      {line.data && line.data.jobs.length > 0 ? <Line line={line.data} lockKey={lockKey} tenantId={tenantId} /> : null}
    </Panel>
  );
}

function Line({ line, lockKey, tenantId }: { line: LockLine; lockKey: string; tenantId: string }) {
  const { pages, cursor, load, busy, error } = useFurther(line, { lockKey, tenantId });
  const jobs = eachOnce([line, ...pages].flatMap((page) => page.jobs));
  return (
    <>
      <ScrollArea label="Jobs in line" className="max-h-120">
        <ol className="divide-y divide-line text-sm">
          {jobs.map((job, place) => (
            <Waiting key={job.jobId} job={job} place={place + 1} lockKey={lockKey} />
          ))}
        </ol>
      </ScrollArea>
      {cursor === undefined ? null : (
        <div className="border-line border-t px-4 py-2 text-center">
          {error ? <p className="mb-2 text-bad text-xs">{error}</p> : null}
          <Button size="small" busy={busy} onClick={load}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

function Waiting({ job, place, lockKey }: { job: LineJob; place: number; lockKey: string }) {
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <span className="w-6 shrink-0 text-right text-ink-faint tabular-nums">{place}</span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
          <span className="wrap-anywhere min-w-0">
            <JobLink jobId={job.jobId}>{job.name}</JobLink>
          </span>
          {job.isInFront ? <ToneBadge tone="planned">Moved to the front</ToneBadge> : null}
          {job.priority > 0 ? <span className="text-ink-faint text-xs">priority {job.priority}</span> : null}
          <span className="ml-auto text-ink-faint text-xs">
            <WaitTime job={job} />
          </span>
        </p>
        <p className="wrap-anywhere mt-0.5 text-ink-soft text-xs">
          <MessageText message={waitingSentence(job.waiting, lockKey)} />.
        </p>
      </div>
    </li>
  );
}

function WaitTime({ job: { waiting, receivedAt } }: { job: LineJob }) {
  if (waiting.kind === "scheduled") return <RelativeTime iso={waiting.runAt} />;
  if (waiting.kind === "retrying") return <RelativeTime iso={waiting.nextAt} />;
  return (
    <>
      since <RelativeTime iso={receivedAt} />
    </>
  );
}

/** The line moves on: what was at the beginning of a later page may be at the end of the first one now. */
function eachOnce(jobs: readonly LineJob[]): LineJob[] {
  const seen = new Set<string>();
  return jobs.filter(({ jobId }) => !seen.has(jobId) && seen.add(jobId));
}

/** More of a line than its first page, while there is more. */
function useFurther(line: LockLine, key: { lockKey: string; tenantId: string }) {
  const [loaded, setPages] = useState<LockLine[]>([]);
  const [state, setState] = useState<{ busy: boolean; error?: string }>({ busy: false });
  const pages = line.cursor === undefined ? [] : loaded;
  const cursor = pages.length > 0 ? pages.at(-1)?.cursor : line.cursor;
  const load = async () => {
    setState({ busy: true });
    try {
      const text = await fetchText(`${lockApiPath(key, "/line")}${tenantQuery(key, { cursor })}`);
      const page = await readWire("lockLineSchema", text);
      setPages((before) => [...before, page]);
      setState({ busy: false });
    } catch (err) {
      setState({ busy: false, error: (err as Error).message });
    }
  };
  return { pages, cursor, load: () => void load(), ...state };
}
