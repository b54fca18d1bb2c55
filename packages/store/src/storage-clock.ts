import type { TableClient } from "@azure/data-tables";

type Pipeline = TableClient["pipeline"];

/** What is known of storage's time less the monotonic clock's, in milliseconds. */
type Offset = { least: number; most: number; notedAt: number };

/** The header tells whole seconds. */
const headerStepMs = 1000;
/** How far two clocks may drift apart in a millisecond. */
const drift = 1e-4;

/**
 * Storage's time, as its answers tell it: the monotonic clock plus an offset that is learnt from their `Date`
 * headers. Each answer bounds the offset from both sides; many together narrow it down to a few milliseconds.
 * Due times are measured by it, so no worker's wall clock decides when a job starts.
 */
export class StorageClock {
  readonly #monotonicNow: () => number;
  #offset: Offset | undefined;

  constructor(monotonicNow: () => number = () => performance.now()) {
    this.#monotonicNow = monotonicNow;
  }

  /** The earliest that it can be there now: what is due by it is due. Before any answer: this machine's time. */
  now(): Date {
    const offset = this.#offset;
    return offset ? new Date(this.#monotonicNow() + aged(offset, this.#monotonicNow()).least) : new Date();
  }

  /** The latest that it can be there now: a wait that is counted from here is not too short, whoever ends it. */
  latestNow(): Date {
    const offset = this.#offset;
    return offset ? new Date(this.#monotonicNow() + aged(offset, this.#monotonicNow()).most) : new Date();
  }

  /**
   * What it most likely is there now: for the record, where being early is as wrong as being late. This machine's
   * time as long as storage's answers allow it, so that what is received and what is begun are told by one clock.
   */
  likelyNow(): Date {
    return new Date(Date.now() - this.wallOffsetMs);
  }

  /** How far this machine's wall clock is ahead of storage's, in milliseconds; 0 while no answer contradicts it. */
  get wallOffsetMs(): number {
    if (!this.#offset) return 0;
    const { least, most } = aged(this.#offset, this.#monotonicNow());
    const wall = Date.now() - this.#monotonicNow();
    return wall >= least && wall <= most ? 0 : Math.round(wall - (least + most) / 2);
  }

  /** Learns from the answers that a client gets. */
  listenTo(pipeline: Pipeline): void {
    pipeline.addPolicy(
      {
        name: "storageClock",
        sendRequest: async (request, next) => {
          const sentAt = this.#monotonicNow();
          const answer = await next(request);
          this.note(sentAt, this.#monotonicNow(), answer.headers.get("date"));
          return answer;
        },
      },
      { afterPhase: "Retry" },
    );
  }

  note(sentAt: number, receivedAt: number, header: string | undefined): void {
    const date = Date.parse(header ?? "");
    if (Number.isNaN(date)) return;
    const seen = { least: date - receivedAt, most: date + headerStepMs - sentAt, notedAt: receivedAt };
    const known = this.#offset && aged(this.#offset, receivedAt);
    const both = known && { ...seen, least: Math.max(known.least, seen.least), most: Math.min(known.most, seen.most) };
    // They contradict each other when a clock was set or this machine slept: the newer answer is right.
    this.#offset = both && both.least <= both.most ? both : seen;
  }
}

function aged({ least, most, notedAt }: Offset, now: number): Offset {
  const slackMs = (now - notedAt) * drift;
  return { least: least - slackMs, most: most + slackMs, notedAt: now };
}
