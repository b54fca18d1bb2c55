"use client";

import type { JobEvent } from "@baton/contracts";
import { MessageText } from "../../components/message-text.tsx";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { EventBadge } from "../../components/status-badge.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ToneBadge } from "../../ui/tone-badge.tsx";

/** What was done to the key, by whom and why, newest first. */
export function KeyEvents({ happenings, loaded }: { happenings: readonly JobEvent[]; loaded: boolean }) {
  return (
    <Panel title="What was done to it" aside={happenings.length > 0 ? "newest first" : ""}>
      {loaded && happenings.length === 0 ? (
        <EmptyState title="Nothing in this time">
          A pause, a resume, a stop after a dead letter, a change of policy or a forced unlock appears here, with who
          did it and why.
        </EmptyState>
      ) : null}
      <ScrollArea label="What was done to the lock key" className="max-h-120">
        <ol className="divide-y divide-line text-sm">
          {happenings.toReversed().map((event) => (
            <li key={event.eventId} className="px-4 py-2.5">
              <p className="flex items-center gap-3">
                {event.status === "Log" ? (
                  <ToneBadge tone="planned">Policy</ToneBadge>
                ) : (
                  <EventBadge status={event.status} />
                )}
                <span className="ml-auto text-ink-faint text-xs">
                  <RelativeTime iso={event.occurredAt} />
                </span>
              </p>
              <p className="wrap-anywhere mt-1">
                <MessageText message={event.message} />
              </p>
            </li>
          ))}
        </ol>
      </ScrollArea>
    </Panel>
  );
}
