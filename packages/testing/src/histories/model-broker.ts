import type { JobPlan } from "./history.ts";
import type { Random } from "./random.ts";
import type { ScheduledEvent, Simulation } from "./simulation.ts";
import type { VirtualProcess } from "./virtual-process.ts";

/** A submission: the plan of a job, with the id that its publisher gave it. */
export type Submission = { jobId: string; plan: JobPlan; text: string };
export type Delivery = { submission: Submission; ack(): void; requeue(): void };
export type Consumer = { process: VirtualProcess; receive(delivery: Delivery): void };

type Unacked = { submission: Submission; consumer: Consumer; timer: ScheduledEvent };

const connectionLostMs = 15_000;

/** A queue with acknowledgements: what a consumer that is gone did not acknowledge goes to another one. */
export class ModelBroker {
  readonly #simulation: Simulation;
  readonly #random: Random;
  readonly #consumers = new Set<Consumer>();
  readonly #waiting: Submission[] = [];
  readonly #unacked = new Set<Unacked>();
  #published = 0;

  constructor(simulation: Simulation, random: Random) {
    this.#simulation = simulation;
    this.#random = random;
  }

  /** True when every message has been acknowledged. */
  get isEmpty(): boolean {
    return this.#published === 0 && this.#waiting.length === 0 && this.#unacked.size === 0;
  }

  publish(at: number, submission: Submission): void {
    this.#published += 1;
    this.#simulation.schedule(at, () => {
      this.#published -= 1;
      this.#waiting.push(submission);
      this.#deliver();
    });
  }

  attach(consumer: Consumer): void {
    this.#consumers.add(consumer);
    this.#deliver();
  }

  detach(consumer: Consumer): void {
    this.#consumers.delete(consumer);
    for (const unacked of this.#unacked) if (unacked.consumer === consumer) this.#takeBack(unacked);
  }

  #deliver(): void {
    const consumers = [...this.#consumers].filter(({ process }) => !process.paused);
    for (;;) {
      const consumer = consumers[Math.floor(this.#random() * consumers.length)];
      const submission = consumer && this.#waiting.shift();
      if (!submission) return;
      this.#send(submission, consumer);
    }
  }

  #send(submission: Submission, consumer: Consumer): void {
    const { now } = this.#simulation;
    // A consumer that says nothing for so long has lost its connection, and with it what it had.
    const timer = this.#simulation.schedule(now + connectionLostMs, () => {
      if (consumer.process.paused) this.#takeBack(unacked);
    });
    const unacked: Unacked = { submission, consumer, timer };
    this.#unacked.add(unacked);
    const delivery = {
      submission,
      ack: () => this.#later(() => this.#forget(unacked)),
      requeue: () => this.#later(() => this.#takeBack(unacked)),
    };
    consumer.process.reach(now + this.#random() * 5, () => consumer.receive(delivery));
  }

  /** Resumed consumers get what waits for them. */
  wake(): void {
    this.#deliver();
  }

  #later(happen: () => void): void {
    this.#simulation.schedule(this.#simulation.now + this.#random() * 5, happen);
  }

  #forget(unacked: Unacked): boolean {
    unacked.timer.cancel();
    return this.#unacked.delete(unacked);
  }

  #takeBack(unacked: Unacked): void {
    if (!this.#forget(unacked)) return;
    this.#waiting.unshift(unacked.submission);
    this.#deliver();
  }
}
