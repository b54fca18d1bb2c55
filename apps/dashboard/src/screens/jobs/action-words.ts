import type { JobAction } from "@baton/contracts";

export type ActionWords = {
  label: string;
  /** The button that does it; "Cancel" alone would leave open what is cancelled. */
  button: string;
  /** The dialog's question. */
  title: string;
  consequence: string;
  /** Of those that were asked for, but make no sense. */
  leftOut: string;
  /** What is said when it has been ordered. */
  done: (jobs: string) => string;
  needsReason: boolean;
  danger: boolean;
};

export const actionWords: Record<JobAction, ActionWords> = {
  cancel: {
    label: "Cancel",
    button: "Cancel jobs",
    title: "Cancel jobs?",
    consequence: "They do not start any more, and those that run are stopped. This cannot be taken back.",
    leftOut: "have ended already and stay as they are",
    done: (jobs) => `Cancelling ${jobs}`,
    needsReason: true,
    danger: true,
  },
  replay: {
    label: "Replay",
    button: "Replay jobs",
    title: "Replay jobs?",
    consequence: "Each is submitted again as a new job with the same payload. The old ones stay as they are.",
    leftOut: "have not ended, and are not replayed",
    done: (jobs) => `Replaying ${jobs}`,
    needsReason: false,
    danger: false,
  },
  discard: {
    label: "Discard",
    button: "Discard jobs",
    title: "Discard dead letters?",
    consequence: "They leave the list of those that need somebody, and stay on the record.",
    leftOut: "are no dead letters and stay as they are",
    done: (jobs) => `Discarding ${jobs}`,
    needsReason: true,
    danger: true,
  },
  priority: {
    label: "Set priority",
    button: "Set priority",
    title: "Set the priority of jobs?",
    consequence: "Jobs of a higher priority start before others of their lock key.",
    leftOut: "run or have ended, and stay as they are",
    done: (jobs) => `Setting the priority of ${jobs}`,
    needsReason: false,
    danger: false,
  },
};

export const jobActions = Object.keys(actionWords) as JobAction[];
