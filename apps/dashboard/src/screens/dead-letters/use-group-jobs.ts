"use client";

import type { JobSummary } from "@baton/contracts";
import { useMemo } from "react";
import useSWRInfinite from "swr/infinite";
import { fetchText } from "../../live/api-client.ts";
import { useLiveState } from "../../live/live-provider.tsx";
import { fallbackPollMs, livePollMs } from "../../live/poll-times.ts";
import { readWire, type Wire } from "../../live/wire.ts";
import type { MoreRows } from "../../ui/data-table/table-end.tsx";
import { useRefreshByEvents } from "./use-refresh-by-events.ts";

type Page = Wire<"deadLetterListSchema">;

type GroupJobs = { jobs: JobSummary[] | undefined; more: MoreRows; error: Error | undefined };

const noJobs: JobSummary[] = [];

/** A list of dead letters, as many pages as were asked for, kept up to date. */
export function useGroupJobs(path: string): GroupJobs {
  const live = useLiveState() === "live";
  const { data, error, size, setSize, isLoading, mutate } = useSWRInfinite<Page, Error>(
    (index: number, before: Page | null) => {
      if (index === 0) return path;
      return before?.cursor === undefined ? null : `${path}&cursor=${encodeURIComponent(before.cursor)}`;
    },
    async (asked: string) => readWire("deadLetterListSchema", await fetchText(asked)),
    {
      // Any of them may have been replayed or discarded meanwhile.
      revalidateAll: true,
      refreshInterval: live ? livePollMs : fallbackPollMs,
      onErrorRetry: (_err, _key, _config, revalidate, { retryCount }) => {
        setTimeout(() => void revalidate({ retryCount }), fallbackPollMs);
      },
    },
  );
  useRefreshByEvents(mutate);
  const jobs = useMemo(() => data?.flatMap((page) => page.jobs), [data]);
  const more = {
    available: data?.at(-1)?.cursor !== undefined,
    loading: isLoading || (data !== undefined && data.length < size && !error),
    load: () => void setSize((pages) => pages + 1),
    error: error && data ? error.message : undefined,
  };
  return { jobs: jobs ?? (error ? noJobs : undefined), more, error };
}
