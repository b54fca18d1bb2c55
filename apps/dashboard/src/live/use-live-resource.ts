"use client";

import { useEffect, useMemo } from "react";
import useSWR, { useSWRConfig } from "swr";
import { fetchText } from "./api-client.ts";
import type { EventHub } from "./event-hub.ts";
import { useEventHub, useLiveState } from "./live-provider.tsx";
import type { LiveResource } from "./resources.ts";
import { SingleFlight } from "./single-flight.ts";

/** While events flow, a look at the server now and then bounds what a lost event can cost. */
const livePollMs = 30_000;
const fallbackPollMs = 2000;
const refreshEveryMs = 1000;

export type Loaded<T> = {
  data: T | undefined;
  error: Error | undefined;
};

/**
 * A server's answer, patched by live events and read again after each gap in them.
 * @param initial the answer's text as the server rendered it, if it had it in time.
 */
export function useLiveResource<T>(resource: LiveResource<T>, initial: string | undefined): Loaded<T> {
  const hub = useEventHub();
  const live = useLiveState() === "live";
  const { cache, mutate } = useSWRConfig();
  const { path } = resource;
  const fallbackData = useMemo(() => (initial === undefined ? undefined : resource.read(initial)), [initial, resource]);
  const { data, error } = useSWR<T, Error>(path, () => load(resource, hub), {
    ...(fallbackData === undefined ? {} : { fallbackData }),
    refreshInterval: live ? livePollMs : fallbackPollMs,
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

async function load<T>(resource: LiveResource<T>, hub: EventHub): Promise<T> {
  const mark = hub.mark();
  const answer = resource.read(await fetchText(resource.path));
  return resource.apply(answer, hub.since(mark));
}
