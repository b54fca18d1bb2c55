"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { browserStream } from "./browser-stream.ts";
import { EventHub, type LiveState } from "./event-hub.ts";

const HubContext = createContext<EventHub | undefined>(undefined);

/** Opens the live stream for everything inside; it stays open while the user goes from page to page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [hub] = useState(() => new EventHub(browserStream("/api/events")));
  useEffect(() => hub.start(), [hub]);
  return <HubContext value={hub}>{children}</HubContext>;
}

export function useEventHub(): EventHub {
  const hub = useContext(HubContext);
  if (!hub) throw new Error("useEventHub needs a LiveProvider above it");
  return hub;
}

export function useLiveState(): LiveState {
  const hub = useEventHub();
  return useSyncExternalStore(
    hub.onState,
    () => hub.state,
    () => "connecting",
  );
}
