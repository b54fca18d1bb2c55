import { type EventStatus, isTerminal, type JobEvent, type JobNeighbours, type JobView } from "@baton/contracts";

/**
 * - `wait`: for its time, for its turn, or for a worker
 * - `lock`: from when the lock was free for it until its start was on the record
 * - `run`: its code
 * - `storage`: until a start or a step was durable
 */
export type SpanKind = "wait" | "lock" | "run" | "storage";
/** `overlaid`: drawn over another one of its row, and counted elsewhere. */
export type Span = { kind: SpanKind; from: number; to: number; overlaid?: true };

export type WaterfallRow = {
  id: string;
  label: string;
  /** A step stands under its attempt. */
  isStep: boolean;
  spans: Span[];
  /** How an attempt ended; missing while it runs. */
  outcome?: EventStatus;
  /** The event that tells of it. */
  seq: number;
};

export type Waterfall = { from: number; to: number; rows: WaterfallRow[]; totals: Record<SpanKind, number> };

const overlaidSteps = 200;
const outcomes = new Set<EventStatus>(["Completed", "Failed", "TimedOut", "Interrupted", "Cancelled"]);

type Attempt = { started: JobEvent; steps: JobEvent[]; end: JobEvent | undefined };

/**
 * Where a job's time went, attempt by attempt.
 * @param starts how its attempts got the lock, if that is known: else the hand-off counts as waiting.
 * @param now for what has not ended.
 */
export function waterfallOf(
  job: JobView,
  events: JobEvent[],
  starts: JobNeighbours["starts"] | undefined,
  now: number,
): Waterfall | undefined {
  const from = timeOf(job.queuedAt ?? events[0]?.occurredAt ?? job.createdAt);
  const attempts = attemptsOf(events);
  const rows: WaterfallRow[] = [];
  let waitsFrom = from;
  for (const attempt of attempts) {
    const steps = stepRows(attempt, now);
    rows.push(withStorage(attemptRow(attempt, waitsFrom, dueAt(events, attempt), starts, now), steps), ...steps);
    waitsFrom = attempt.end ? timeOf(attempt.end.occurredAt) : now;
  }
  const isOpen = attempts.at(-1)?.end === undefined;
  if (!isTerminal(job.status) && (attempts.length === 0 || !isOpen)) rows.push(waitingRow(waitsFrom, now));
  if (rows.length === 0) return undefined;
  const to = Math.max(from + 1, ...rows.flatMap(({ spans }) => spans.map((span) => span.to)));
  return { from, to, rows, totals: totalsOf(rows) };
}

function attemptsOf(events: JobEvent[]): Attempt[] {
  const attempts: Attempt[] = [];
  for (const event of events) {
    const open = attempts.at(-1);
    if (event.status === "Started") attempts.push({ started: event, steps: [], end: undefined });
    else if (open && event.attempt === open.started.attempt) {
      if (event.status === "Step") open.steps.push(event);
      if (outcomes.has(event.status)) open.end ??= event;
    }
  }
  return attempts;
}

/** Before its time a job waits for nothing but that. */
function dueAt(events: JobEvent[], { started }: Attempt): number {
  const planned = events.findLast(
    ({ seq, status }) => seq < started.seq && (status === "RetryScheduled" || status === "Rescheduled"),
  );
  const nextAt = (planned?.data as { nextAt?: unknown } | undefined)?.nextAt;
  return typeof nextAt === "string" ? timeOf(nextAt) : 0;
}

function attemptRow(
  attempt: Attempt,
  waitsFrom: number,
  due: number,
  starts: JobNeighbours["starts"] | undefined,
  now: number,
): WaterfallRow {
  const { started, end } = attempt;
  const startedAt = timeOf(started.occurredAt);
  const endedAt = Math.max(startedAt, end ? timeOf(end.occurredAt) : now);
  const story = starts?.find(({ attempt: of }) => of === started.attempt);
  const turn = story ? Math.max(waitsFrom, due, story.freeAt === undefined ? 0 : timeOf(story.freeAt)) : startedAt;
  const lockFrom = Math.min(turn, startedAt);
  const runFrom = Math.min(Math.max(startedAt, codeFrom(attempt, endedAt)), endedAt);
  return {
    id: `attempt ${started.attempt}`,
    label: `Attempt ${started.attempt}`,
    isStep: false,
    spans: spans(
      ["wait", waitsFrom, lockFrom],
      ["lock", lockFrom, startedAt],
      ["storage", startedAt, runFrom],
      ["run", runFrom, endedAt],
    ),
    ...(end ? { outcome: end.status } : {}),
    seq: started.seq,
  };
}

/** Code begins when the start is on the record; the attempt's own measure of its duration tells when that was. */
function codeFrom({ started, steps, end }: Attempt, endedAt: number): number {
  if (end?.durationMs !== undefined) return endedAt - end.durationMs;
  const [first] = steps;
  return first ? timeOf(first.occurredAt) - (first.durationMs ?? 0) : timeOf(started.occurredAt);
}

/** After a step its job goes on when the step is durable: with the next step, or with its end. */
function stepRows({ started, steps, end }: Attempt, now: number): WaterfallRow[] {
  return steps.map((step, at) => {
    const next = steps[at + 1];
    const doneAt = timeOf(step.occurredAt);
    const goesOn = next ? timeOf(next.occurredAt) - (next.durationMs ?? 0) : timeOf(end?.occurredAt) || now;
    return {
      id: `step ${step.seq}`,
      label: step.step ?? step.message,
      isStep: true,
      spans: spans(
        ["run", Math.max(timeOf(started.occurredAt), doneAt - (step.durationMs ?? 0)), doneAt],
        ["storage", doneAt, next || end ? goesOn : doneAt],
      ),
      seq: step.seq,
    };
  });
}

/** What its steps waited for, seen in the attempt's own bar; of very many it would be a blur. */
function withStorage(row: WaterfallRow, steps: WaterfallRow[]): WaterfallRow {
  if (steps.length > overlaidSteps) return row;
  const waits = steps.flatMap(({ spans: of }) => of.filter(({ kind }) => kind === "storage"));
  return { ...row, spans: [...row.spans, ...waits.map((span) => ({ ...span, overlaid: true as const }))] };
}

function waitingRow(from: number, now: number): WaterfallRow {
  return { id: "waiting", label: "Waiting", isStep: false, spans: spans(["wait", from, Math.max(from, now)]), seq: 0 };
}

function spans(...given: [SpanKind, number, number][]): Span[] {
  return given.filter(([, from, to]) => to > from).map(([kind, from, to]) => ({ kind, from, to }));
}

/** What a step took for storage is part of its attempt's run: it is taken from there. */
function totalsOf(rows: WaterfallRow[]): Record<SpanKind, number> {
  const totals = { wait: 0, lock: 0, run: 0, storage: 0 };
  for (const { isStep, spans: of } of rows) {
    for (const { kind, from, to, overlaid } of of) {
      if (overlaid) continue;
      if (!isStep) totals[kind] += to - from;
      else if (kind === "storage") {
        totals.storage += to - from;
        totals.run -= to - from;
      }
    }
  }
  return { ...totals, run: Math.max(0, totals.run) };
}

function timeOf(iso: string | undefined): number {
  return iso === undefined ? 0 : Date.parse(iso);
}
