import { limits, type Progress } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import type { EntryBuilder, EventDraft, LedgerEvent, StoredText } from "@baton/store";
import type { ThreadEvent } from "./attempt-threads.ts";
import type { Backlog } from "./backlog.ts";
import { tellOutput } from "./job-output.ts";
import type { KeptTexts } from "./kept-texts.ts";
import { inlineJson } from "./outcome-events.ts";

export type AttemptRecordOptions = {
  jobId: string;
  attempt: number;
  texts: Pick<KeptTexts, "keep">;
  append: (build: EntryBuilder, options?: { gather?: boolean }) => Promise<LedgerEvent[]>;
  backlog: Backlog;
  /** Something could not be recorded: the attempt must not go on unseen. */
  onFailed: (err: unknown) => void;
  logger: Logger;
};

type Recorded = Exclude<ThreadEvent, { kind: "output" }>;
type Said = Extract<ThreadEvent, { kind: "progress" | "log" }>;

/** As the record calls them. */
const eventNames = { step: "Step", progress: "Progress", log: "Log" } as const;

/** So many lines of an attempt become events of their own; the rest goes to blobs, a chunk an event. */
const maxLines = 1000;
const chunkChars = 256 * 1024;
const chunkEveryMs = 2000;

/**
 * Puts onto the record what a running attempt says, in the order in which it says it; only what is too much for
 * events of its own comes later, behind steps that were told after it. Nobody waits for progress, log lines and
 * gathered steps, which share a transaction with what comes next; a durable step is told when it is on the record.
 */
export class AttemptRecord {
  readonly #options: AttemptRecordOptions;
  /** Set while something large is on its way to its blob: what comes after it waits for it. */
  #queue: Promise<void> | undefined;
  #lines = 0;
  #progress: Progress | undefined;
  /** Lines as JSON texts. */
  #overflow: string[] = [];
  #overflowChars = 0;
  #overflowProgress: Extract<Said, { kind: "progress" }> | undefined;
  #overflowTimer: NodeJS.Timeout | undefined;
  #chunksUnderWay = 0;
  /** Lines for which the thread is told that there is room again when the chunk under way is on the record. */
  #owed = 0;

  constructor(options: AttemptRecordOptions) {
    this.#options = options;
  }

  /** How far the job was when it said so last. */
  get progress(): Progress | undefined {
    return this.#progress;
  }

  /** @param recorded called when a durable step is on the record. */
  add(event: ThreadEvent, recorded: () => void): void {
    if (event.kind === "output") this.#print(event);
    else this.#record(event, recorded);
  }

  #print(output: Extract<ThreadEvent, { kind: "output" }>): void {
    const { logger, backlog, attempt } = this.#options;
    backlog.taken();
    tellOutput(output, logger, attempt);
  }

  #record(event: Recorded, recorded: () => void): void {
    const level = event.kind === "progress" ? "debug" : "info";
    this.#options.logger[level]({ event: eventNames[event.kind] }, event.message);
    if (event.kind === "progress") this.#progress = { done: event.done, total: event.total };
    const isRest = event.kind !== "step" && this.#lines >= maxLines;
    this.#lines += 1;
    if (isRest) this.#addToOverflow(event);
    else this.#enqueue(this.#draft(event), (draft) => this.#append(draft, event, recorded));
  }

  /** Resolves when all that was said has been handed to the ledger: what is appended now comes after it. */
  async flush(): Promise<void> {
    this.#flushOverflow();
    await this.#queue;
  }

  /** In order: a draft that is ready now still waits for one before it that is not. */
  #enqueue(draft: EventDraft | Promise<EventDraft>, then: (draft: EventDraft) => void): void {
    if (!this.#queue && !(draft instanceof Promise)) {
      then(draft);
      return;
    }
    // Its failure is told when its turn comes; until then it must not count as unhandled.
    if (draft instanceof Promise) draft.catch(() => undefined);
    const queue = (this.#queue ?? Promise.resolve())
      .then(async () => then(await draft))
      .catch(this.#options.onFailed)
      .finally(() => {
        if (this.#queue === queue) this.#queue = undefined;
      });
    this.#queue = queue;
  }

  #append(draft: EventDraft, event: Recorded, recorded: () => void): void {
    if (event.kind === "step" && !event.gather) {
      // When it fails the thread is left waiting for its step; the abort ends it.
      this.#options.append(() => ({ events: [draft] })).then(recorded, this.#options.onFailed);
    } else this.#appendThen(draft, () => this.#options.backlog.taken());
  }

  #draft(event: Recorded): EventDraft | Promise<EventDraft> {
    const base = this.#base(event.message);
    switch (event.kind) {
      case "step":
        return this.#withData(
          { ...base, status: "Step", step: event.name, durationMs: event.durationMs },
          event.resultText,
        );
      case "progress":
        return { ...base, status: "Progress", data: inlineJson({ done: event.done, total: event.total }) };
      case "log":
        return this.#withData({ ...base, status: "Log" }, event.dataText);
    }
  }

  #base(message: string) {
    const { jobId, attempt } = this.#options;
    return { jobId, message, occurredAt: new Date().toISOString(), attempt };
  }

  #withData(draft: EventDraft, text: string | undefined): EventDraft | Promise<EventDraft> {
    if (text === undefined) return draft;
    // Characters bound bytes from below by a third: what is short for sure needs no count.
    if (text.length * 3 <= limits.inlineBytes) return { ...draft, data: { kind: "inline", text } };
    return this.#options.texts.keep(text).then((data: StoredText) => ({ ...draft, data }));
  }

  #addToOverflow(event: Said): void {
    const line = lineText(event.message, event.kind === "log" ? event.dataText : undefined);
    this.#overflow.push(line);
    this.#overflowChars += line.length;
    if (event.kind === "progress") this.#overflowProgress = event;
    // One chunk is gathered while another is written; beyond that the thread waits.
    if (this.#chunksUnderWay > 0) this.#owed += 1;
    else this.#options.backlog.taken();
    if (this.#overflowChars >= chunkChars) this.#flushOverflow();
    else this.#overflowTimer ??= setTimeout(() => this.#flushOverflow(), chunkEveryMs);
  }

  /** A chunk of what is too much for events of its own: one event, its lines in a blob, and how far the job is. */
  #flushOverflow(): void {
    clearTimeout(this.#overflowTimer);
    this.#overflowTimer = undefined;
    const [lines, progress] = [this.#overflow, this.#overflowProgress];
    if (lines.length === 0) return;
    this.#overflow = [];
    this.#overflowChars = 0;
    this.#overflowProgress = undefined;
    this.#chunksUnderWay += 1;
    const message = `${lines.length} more ${lines.length === 1 ? "line" : "lines"}`;
    const chunk = this.#withData({ ...this.#base(message), status: "Log" }, `[${lines.join(",")}]`);
    this.#enqueue(chunk, (draft) => this.#appendThen(draft, () => this.#chunkDone()));
    if (progress) this.#enqueue(this.#draft(progress), (draft) => this.#appendThen(draft, () => undefined));
  }

  #appendThen(draft: EventDraft, done: () => void): void {
    this.#options.append(() => ({ events: [draft] }), { gather: true }).then(done, this.#options.onFailed);
  }

  #chunkDone(): void {
    this.#chunksUnderWay -= 1;
    const owed = this.#owed;
    this.#owed = 0;
    for (let line = 0; line < owed; line += 1) this.#options.backlog.taken();
  }
}

/** Joined as text: job code may nest its data more deeply than this thread's stack could parse and write again. */
function lineText(message: string, dataText: string | undefined): string {
  const line = JSON.stringify({ at: new Date().toISOString(), message });
  return dataText === undefined ? line : `${line.slice(0, -1)},"data":${dataText}}`;
}
