import type { JobStatus, Progress } from "@baton/contracts";
import type { JobState } from "../job-state.ts";
import { duration } from "./duration.ts";
import { fitted } from "./text-width.ts";

type Color = "gray" | "cyan" | "green" | "yellow" | "red" | "magenta" | "bold";
export type Paint = (color: Color, text: string) => string;

type Look = { icon: string; label: string; color: Color };

const statusLooks: Record<JobStatus, Look> = {
  Submitted: { icon: "·", label: "Submitted", color: "gray" },
  Waiting: { icon: "…", label: "Waiting", color: "yellow" },
  Scheduled: { icon: "…", label: "Scheduled", color: "yellow" },
  Running: { icon: "▶", label: "Running", color: "cyan" },
  Retrying: { icon: "↻", label: "Retrying", color: "magenta" },
  Completed: { icon: "✓", label: "Completed", color: "green" },
  Cancelled: { icon: "✗", label: "Cancelled", color: "gray" },
  DeadLettered: { icon: "✗", label: "DeadLettered", color: "red" },
  Discarded: { icon: "✗", label: "Discarded", color: "gray" },
};

const submissionLooks: Record<Exclude<JobState["submission"], "accepted">, Look> = {
  sending: { icon: "→", label: "Sending", color: "gray" },
  retrying: { icon: "?", label: "Unknown", color: "yellow" },
  unknown: { icon: "?", label: "Unknown", color: "yellow" },
  unavailable: { icon: "✗", label: "Unavailable", color: "red" },
  unroutable: { icon: "✗", label: "Unroutable", color: "red" },
  conflict: { icon: "✗", label: "Conflict", color: "red" },
  refused: { icon: "✗", label: "Refused", color: "red" },
};

const submissionMessages: Record<Exclude<JobState["submission"], "accepted">, string> = {
  sending: "",
  retrying: "no answer; trying again with the same id",
  unknown: "no answer; trying again with the same id",
  unavailable: "not sent: the broker does not answer",
  unroutable: "not stored: the broker has no queue for it",
  conflict: "not sent: its id stands for another job",
  refused: "not taken",
};

/** One job in exactly `width` columns; a narrow terminal shows fewer of its fields. */
export function jobLine(
  state: JobState,
  context: { width: number; now: Date; processors: number | undefined },
  paint: Paint,
): string {
  const { width, now } = context;
  const look = lookOf(state);
  if (width < 40) return paint(look.color, fitted(`${look.icon} ${state.job.name}`, width));
  const layout = layoutFor(width);
  const cells = [
    paint(look.color, fitted(`${look.icon} ${look.label}`, layout.status)),
    layout.bar > 0 ? paint(look.color, fitted(bar(state.progress, layout.bar), layout.bar)) : undefined,
    fitted(state.job.name, layout.name),
    layout.type > 0 ? paint("gray", fitted(state.job.type, layout.type)) : undefined,
    layout.key > 0 ? paint("gray", fitted(state.job.lockKey, layout.key)) : undefined,
    layout.duration > 0 ? fitted(runTime(state, now).padStart(layout.duration), layout.duration) : undefined,
    fitted(messageOf(state, context.processors), layout.message),
  ];
  return cells.filter((cell) => cell !== undefined).join(" ");
}

export function lookOf({ submission, status }: JobState): Look {
  if (submission !== "accepted") return submissionLooks[submission];
  return statusLooks[status ?? "Submitted"];
}

function messageOf({ submission, because, status, message }: JobState, processors: number | undefined): string {
  if (submission === "unavailable" && because !== "") return `not sent: ${because}`;
  if (submission !== "accepted") return (submission === "refused" && because) || submissionMessages[submission];
  if (status !== undefined && status !== "Submitted") return message;
  return processors === 0 ? "accepted; no processor is running" : "accepted";
}

type Layout = Record<"status" | "bar" | "name" | "type" | "key" | "duration" | "message", number>;

// The message takes what is left. Fields go from the least to the most telling as the terminal gets narrower.
function layoutFor(width: number): Layout {
  const fixed = {
    status: 14,
    bar: width >= 96 ? 10 : width >= 70 ? 6 : 0,
    type: width >= 126 ? 15 : 0,
    key: width >= 96 ? 12 : width >= 76 ? 10 : 0,
    duration: width >= 60 ? 7 : 0,
  };
  const taken = Object.values(fixed).reduce((sum, columns) => sum + (columns > 0 ? columns + 1 : 0), 0);
  const left = Math.max(0, width - taken - 1);
  const name = Math.min(30, Math.floor(left * 0.45));
  return { ...fixed, name, message: left - name };
}

function bar(progress: Progress | undefined, width: number): string {
  if (!progress || progress.total <= 0) return "";
  const filled = Math.round(Math.min(1, Math.max(0, progress.done / progress.total)) * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}

function runTime({ startedAt, endedAt }: JobState, now: Date): string {
  if (!startedAt) return "";
  return duration((endedAt ?? now).getTime() - startedAt.getTime());
}
