"use client";

import { useEffect, useEffectEvent } from "react";
import { useEventHub } from "../../live/live-provider.tsx";
import { refreshEveryMs } from "../../live/poll-times.ts";
import { SingleFlight } from "../../live/single-flight.ts";
import { concernsDeadLetters } from "./dead-letter-events.ts";

/** Events are told before the lists are written, which workers do some of a second later. */
const writtenByMs = 1500;

/** Reads a list of dead letters again when something has happened to them: at once, and when it is surely written. */
export function useRefreshByEvents(refresh: () => Promise<unknown>): void {
  const hub = useEventHub();
  const read = useEffectEvent(async () => void (await refresh()));
  useEffect(() => {
    const refreshing = new SingleFlight(refreshEveryMs, () => read());
    let later: ReturnType<typeof setTimeout> | undefined;
    const stopListening = hub.listen({
      onReady: () => refreshing.request(),
      onEvents: (events) => {
        if (!concernsDeadLetters(events)) return;
        refreshing.request();
        clearTimeout(later);
        later = setTimeout(() => refreshing.request(), writtenByMs);
      },
    });
    return () => {
      stopListening();
      clearTimeout(later);
      refreshing.stop();
    };
  }, [hub]);
}
