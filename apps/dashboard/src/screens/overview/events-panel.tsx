import type { JobEvent } from "@baton/contracts";
import { EventFeed } from "../../components/event-feed.tsx";
import { LoadState } from "../../components/load-state.tsx";
import { ScrollArea } from "../../components/scroll-area.tsx";
import type { Loaded } from "../../live/use-live-resource.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { asOf } from "./as-of.ts";

export function EventsPanel({ loaded }: { loaded: Loaded<JobEvent[]> }) {
  return (
    <Panel title="Recent events" aside={asOf(loaded, (events) => (events.length > 0 ? "newest first" : ""))}>
      <LoadState loaded={loaded} what="Events" />
      {loaded.data ? <Events events={loaded.data} /> : null}
    </Panel>
  );
}

function Events({ events }: { events: JobEvent[] }) {
  if (events.length === 0) {
    return (
      <EmptyState title="Nothing has happened yet">Every step of every job appears here as it is recorded.</EmptyState>
    );
  }
  return (
    // Beside the jobs it scrolls by itself; below them it stays short, so that both can be reached.
    <ScrollArea label="Events" className="max-h-128 xl:max-h-[calc(100dvh-8rem)]">
      <EventFeed events={events} />
    </ScrollArea>
  );
}
