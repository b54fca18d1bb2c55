import type { EventStatus, JobStatus } from "@baton/contracts";
import { eventTones, jobTones, type Tone } from "../view/status-tone.ts";
import { badgeClasses, dotClasses } from "./tone-classes.ts";

export function JobBadge({ status }: { status: JobStatus }) {
  return <Badge tone={jobTones[status]} text={status} pulsing={status === "Running"} />;
}

export function EventBadge({ status }: { status: EventStatus }) {
  return <Badge tone={eventTones[status]} text={status} pulsing={false} />;
}

function Badge({ tone, text, pulsing }: { tone: Tone; text: string; pulsing: boolean }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 font-medium text-xs ${badgeClasses[tone]}`}
    >
      <span
        aria-hidden="true"
        className={`size-1.5 rounded-full ${dotClasses[tone]} ${pulsing ? "motion-safe:animate-pulse" : ""}`}
      />
      {text}
    </span>
  );
}
