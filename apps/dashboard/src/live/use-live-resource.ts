"use client";

import { useEffect, useMemo } from "react";
import useSWR, { useSWRConfig } from "swr";
import { fetchText } from "./api-client.ts";
import type { EventHub } from "./event-hub.ts";
import { useEventHub, useLiveState } from "./live-provider.tsx";
import { fallbackPollMs, livePollMs, refreshEveryMs } from "./poll-times.ts";
import type { LiveResource } from "./resources.ts";
import { SingleFlight } from "./single-flight.ts";
import { readFirstPaint, readWire, type WireName } from "./wire.ts";

export type Loaded<T> = {
  data: T | undefined;
  error: Error | undefined;
};

/**
 * A server's answer, patched by live events and read again after each gap in them.
 * @param initial the answer's text as the server rendered it, if it had it in time.
 */
export function useLiveResource<T, N extends WireName>(
  resource: LiveResource<T, N>,
  initial: string | undefined,
): Loaded<T> {
  const hub = useEventHub();
  const live = useLiveState() === "live";
  const { cache, mutate } = useSWRConfig();
  const { path, refreshMs = livePollMs } = resource;
  const fallbackData = useMemo(
    () => (initial === undefined ? undefined : resource.pick(readFirstPaint(resource.name, initial))),
    [initial, resource],
  );
  const { data, error } = useSWR<T, Error>(path, () => load(resource, hub), {
    ...(fallbackData === undefined ? {} : { fallbackData }),
    refreshInterval: live ? refreshMs : fallbackPollMs,
    // Not SWR's growing pauses: an outage's end should show at once.
    onErrorRetry: (_err, _key, _config, revalidate, { retryCount }) => {
      setTimeout(() => void revalidate({ retryCount }), fallbackPollMs);
    },
  });

  useEffect(() => {
    // SWR drops an answer when the cache was patched while it was on its way. Under a steady flow of events
    // every answer would be dropped; so this one is put into the cache as a patch itself.
    const refresh = new SingleFlight(refreshEveryMs, async () => {
      try {
        await mutate(path, await load(resource, hub), { revalidate: false });
      } catch {
        // SWR's own request finds the same and shows it.
        await mutate(path);
      }
    });
    const stopListening = hub.listen({
      onReady: () => refresh.request(),
      onEvents: (events) => {
        const current = cache.get(path)?.data as T | undefined;
        // Before the first answer there is nothing to patch; `load` applies what comes meanwhile.
        if (current === undefined) return;
        void mutate(path, resource.apply(current, events), { revalidate: false });
        if (resource.outdatedBy(current, events)) refresh.request();
      },
    });
    return () => {
      stopListening();
      refresh.stop();
    };
  }, [cache, hub, mutate, path, resource]);

  return { data, error };
}

async function load<T, N extends WireName>(resource: LiveResource<T, N>, hub: EventHub): Promise<T> {
  const mark = hub.mark();
  const answer = resource.pick(await readWire(resource.name, await fetchText(resource.path)));
  return resource.apply(answer, hub.since(mark));
}
