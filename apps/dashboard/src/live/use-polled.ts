"use client";

import type { JobEvent } from "@baton/contracts";
import { useEffect, useEffectEvent, useMemo } from "react";
import useSWR from "swr";
import { fetchText } from "./api-client.ts";
import { useEventHub, useLiveState } from "./live-provider.tsx";
import { fallbackPollMs, livePollMs, refreshEveryMs } from "./poll-times.ts";
import { SingleFlight } from "./single-flight.ts";
import type { Loaded } from "./use-live-resource.ts";
import { readFirstPaint, readWire, type Wire, type WireName } from "./wire.ts";

export type PolledOptions<T> = {
  /** The answer's text as the server rendered it, if it had it in time. */
  initial?: string | undefined;
  /** How often to look while events flow; without them it is every other second at least. */
  refreshMs?: number;
  /** Whether the server knows more by now; without it only time and gaps in the events are a reason to look. */
  outdatedBy?: (events: JobEvent[], current: T | undefined) => boolean;
};

export type Polled<T> = Loaded<T> & {
  /** Reads it now. */
  refresh: () => void;
};

/**
 * A server's answer, read again from time to time, after each gap in the live events, and soon after events that
 * concern it. For lists that events alone do not tell: locks, workers, schedules, dead letters.
 * @param path the SWR key, too; null while there is nothing to ask for.
 * @param name the answer's schema, one of `wire-schemas.ts`.
 */
export function usePolled<N extends WireName>(
  path: string | null,
  name: N,
  options: PolledOptions<Wire<N>> = {},
): Polled<Wire<N>> {
  const { initial, refreshMs = livePollMs, outdatedBy } = options;
  const hub = useEventHub();
  const live = useLiveState() === "live";
  const fallbackData = useMemo(
    () => (initial === undefined ? undefined : readFirstPaint(name, initial)),
    [initial, name],
  );
  const { data, error, mutate } = useSWR<Wire<N>, Error>(
    path,
    async (asked: string) => readWire(name, await fetchText(asked)),
    {
      ...(fallbackData === undefined ? {} : { fallbackData }),
      refreshInterval: live ? refreshMs : Math.min(refreshMs, fallbackPollMs),
      // Another filter or page of the same list: what is there stays until it has come.
      keepPreviousData: true,
      // Not SWR's growing pauses: an outage's end should show at once.
      onErrorRetry: (_err, _key, _config, revalidate, { retryCount }) => {
        setTimeout(() => void revalidate({ retryCount }), fallbackPollMs);
      },
    },
  );
  const isOutdated = useEffectEvent((events: JobEvent[]) => outdatedBy?.(events, data) ?? false);

  useEffect(() => {
    if (path === null) return;
    const refreshing = new SingleFlight(refreshEveryMs, async () => void (await mutate()));
    const stopListening = hub.listen({
      onReady: () => refreshing.request(),
      onEvents: (events) => {
        if (isOutdated(events)) refreshing.request();
      },
    });
    return () => {
      stopListening();
      refreshing.stop();
    };
  }, [hub, mutate, path]);

  return { data, error, refresh: () => void mutate() };
}
