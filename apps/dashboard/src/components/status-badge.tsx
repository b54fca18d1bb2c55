import type { EventStatus, JobStatus } from "@baton/contracts";
import { ToneBadge } from "../ui/tone-badge.tsx";
import { eventTones, jobTones } from "../view/status-tone.ts";

export function JobBadge({ status }: { status: JobStatus }) {
  return (
    <ToneBadge tone={jobTones[status]} pulsing={status === "Running"}>
      {status}
    </ToneBadge>
  );
}

export function EventBadge({ status }: { status: EventStatus }) {
  return <ToneBadge tone={eventTones[status]}>{status}</ToneBadge>;
}
