"use client";

import type { JobEvent, JobList } from "@baton/contracts";
import { useCallback, useEffect, useEffectEvent, useReducer, useState } from "react";
import useSWR from "swr";
import { fetchText } from "../../live/api-client.ts";
import { useEventHub, useLiveState } from "../../live/live-provider.tsx";
import { fallbackPollMs, livePollMs, refreshEveryMs } from "../../live/poll-times.ts";
import { SingleFlight } from "../../live/single-flight.ts";
import { readFirstPaint, readWire } from "../../live/wire.ts";
import { isMissingFrom, type JobRows, withEvents, withNewest, withOlder } from "./job-rows.ts";

/** A text is sought among thousands of rows: not again each second. */
const textEveryMs = 5000;
/** Lists are written a moment behind the events. */
const behindMs = 700;

type Newest = { query: string; page: JobList; events: JobEvent[] };
type Change =
  | ({ kind: "newest" } & Newest)
  | { kind: "older"; query: string; page: JobList }
  | { kind: "events"; events: JobEvent[] };

export type JobSearch = {
  /** Of the search before, while the answer to a new one is on its way. */
  rows: JobRows | undefined;
  searching: boolean;
  error: Error | undefined;
  more: { loading: boolean; error: string | undefined; load: () => void };
  refresh: () => void;
};

/**
 * The jobs that match, newest first, kept up to date.
 * @param query of the filter. @param initial its first answer, if the server had it in time.
 */
export function useJobSearch(query: string, initial: string | undefined): JobSearch {
  const [first] = useState(() => initial && { query, page: readFirstPaint("jobListSchema", initial), events: [] });
  const [rows, change] = useReducer(changed, first ? withNewest(undefined, first.query, first.page) : undefined);
  const hub = useEventHub();
  const live = useLiveState() === "live";
  const { data, error, mutate } = useSWR<Newest, Error>(
    // Not the path alone: others keep what they make of the same answer under that.
    ["search", query],
    async () => {
      const mark = hub.mark();
      const page = await readWire("jobListSchema", await fetchText(pathOf(query)));
      return { query, page, events: hub.since(mark) };
    },
    {
      ...(first && first.query === query ? { fallbackData: first } : {}),
      refreshInterval: live ? livePollMs : fallbackPollMs,
      onErrorRetry: (_err, _key, _config, revalidate, { retryCount }) => {
        setTimeout(() => void revalidate({ retryCount }), fallbackPollMs);
      },
    },
  );
  useEffect(() => {
    if (data) change({ kind: "newest", ...data });
  }, [data]);

  const isOutdated = useEffectEvent((events: JobEvent[]) => rows !== undefined && isReason(rows, events));
  const everyMs = new URLSearchParams(query).has("text") ? textEveryMs : refreshEveryMs;
  useEffect(() => {
    const refreshing = new SingleFlight(everyMs, async () => {
      await new Promise((resolve) => setTimeout(resolve, behindMs));
      await mutate();
    });
    const stopListening = hub.listen({
      onReady: () => refreshing.request(),
      onEvents: (events) => {
        if (isOutdated(events)) refreshing.request();
        change({ kind: "events", events });
      },
    });
    return () => {
      stopListening();
      refreshing.stop();
    };
  }, [hub, mutate, everyMs]);

  const older = useOlder(rows, change);
  return { rows, searching: rows?.query !== query && !error, error, more: older, refresh: () => void mutate() };
}

function useOlder(rows: JobRows | undefined, change: (change: Change) => void): JobSearch["more"] {
  const [state, setState] = useState<{ query?: string; loading: boolean; error?: string }>({ loading: false });
  const { query, cursor } = rows ?? {};
  const load = useCallback(async () => {
    if (query === undefined || cursor === undefined) return;
    setState({ query, loading: true });
    try {
      const text = await fetchText(pathOf(`${query}&cursor=${cursor}`));
      change({ kind: "older", query, page: await readWire("jobListSchema", text) });
      setState({ query, loading: false });
    } catch (err) {
      setState({ query, loading: false, error: `More could not be read. ${(err as Error).message}` });
    }
  }, [query, cursor, change]);
  const own = state.query === query;
  return { loading: own && state.loading, error: own ? state.error : undefined, load: () => void load() };
}

function changed(rows: JobRows | undefined, change: Change): JobRows | undefined {
  switch (change.kind) {
    case "newest":
      return withEvents(withNewest(rows, change.query, change.page), change.events);
    case "older":
      return rows?.query === change.query ? withOlder(rows, change.page) : rows;
    case "events":
      return rows && withEvents(rows, change.events);
    default:
      return change satisfies never;
  }
}

/** Payloads are searched again only now and then, as all lists are. */
function isReason(rows: JobRows, events: JobEvent[]): boolean {
  const asked = new URLSearchParams(rows.query);
  if (asked.has("payloads")) return false;
  if (asked.has("status")) return events.some(({ jobId }) => jobId !== undefined);
  return events.some((event) => isMissingFrom(rows, event));
}

function pathOf(query: string): string {
  return query === "" ? "/api/jobs/search" : `/api/jobs/search?${query.replace(/^&/, "")}`;
}
