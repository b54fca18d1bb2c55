import { brokerNames, Publisher } from "@baton/broker";
import type { Job } from "@baton/contracts";
import { eventually } from "@baton/harness";
import { pause } from "@baton/runtime";
import { Inbox, keyId } from "@baton/store";
import type { DrillGround } from "../drill-ground.ts";
import type { Fault } from "../fault.ts";
import { monotonicMs } from "../monotonic.ts";

const copies = 5;
const rubbish = [Buffer.from([0xff, 0x00, 0xfe]), Buffer.from("no JSON"), Buffer.from('{"type":7,"lockKey":""}')];
const beatEveryMs = 5000;

/** What jobs and submitters do. */
export const loadFaults: Fault[] = [
  {
    name: "block-loop",
    about: "a job blocks its event loop for three leases",
    isLong: true,
    async strike(ground) {
      const lastedMs = 3 * ground.leaseMs;
      const silence = new SilenceWatch(ground);
      const job = await ground.stream.submit("drill-blocked", { steps: 1, stepMs: 0, blockMs: lastedMs });
      await ground.ran(job.jobId, 2 * lastedMs + 30_000);
      const longestMs = await silence.stop();
      const attempts = runsOf(ground, job.jobId);
      return {
        did: "submitted a job that blocks its thread",
        lastedMs,
        seen: [`longest silence of a worker's heartbeat: ${Math.round(longestMs)} ms (one every ${beatEveryMs})`],
        wrong: attempts === 1 ? [] : [`The job that blocked its thread ran ${attempts} times`],
      };
    },
  },
  {
    name: "duplicates",
    about: "one job is submitted five times at once, and again after its end",
    async strike(ground) {
      const submittedAt = monotonicMs();
      const job = await ground.stream.submit("drill-duplicates", { steps: 3, stepMs: 100 });
      await Promise.all(Array.from({ length: copies - 1 }, () => ground.system.client.submit(job)));
      const ranAt = await ground.ran(job.jobId);
      await ground.system.ended(job.jobId);
      // A copy that came before the job's row is removed would be removed with it, unseen.
      await inboxEmpty(ground, job);
      await ground.system.client.submit(job);
      await ground.system.until("the late copy noted as a duplicate", job.jobId, ({ events }) =>
        events.some(({ status }) => status === "DuplicateIgnored"),
      );
      const runs = runsOf(ground, job.jobId);
      return {
        did: `submitted job ${job.jobId} ${copies + 1} times`,
        backAfterMs: ranAt - submittedAt,
        wrong: runs === 1 ? [] : [`A job that was submitted several times ran ${runs} times`],
      };
    },
  },
  {
    name: "rubbish",
    about: "messages that are no jobs",
    async strike(ground) {
      const before = (await ground.system.reader.rejectedMessages(100)).length;
      await publishRubbish(ground);
      const sentAt = monotonicMs();
      const job = await ground.stream.submit("drill-after-rubbish", { steps: 1, stepMs: 0 });
      const ranAt = await ground.ran(job.jobId);
      await eventually("the rubbish to be noted as rejected", async () => {
        const rejected = await ground.system.reader.rejectedMessages(100);
        return rejected.length - before >= rubbish.length;
      });
      return { did: `sent ${rubbish.length} messages that are no jobs, then a job`, backAfterMs: ranAt - sentAt };
    },
  },
];

function inboxEmpty({ system }: DrillGround, { tenantId, lockKey }: Job): Promise<boolean> {
  const inbox = new Inbox(system.storage);
  return eventually(`the inbox of ${lockKey} to be empty`, async () => {
    const { waiting } = await inbox.firstRows(keyId(tenantId, lockKey), 1);
    return waiting.length === 0;
  });
}

async function publishRubbish({ system }: DrillGround): Promise<void> {
  const publisher = new Publisher(system.connection);
  await publisher.start();
  const { jobs } = brokerNames(system.namespace);
  for (const body of rubbish) await publisher.publish({ exchange: jobs, routingKey: jobs, body });
  await publisher.stop();
}

function runsOf({ notes }: DrillGround, jobId: string): number {
  return notes.all.filter((note) => note.jobId === jobId && note.event === "start").length;
}

/** The longest time that any worker's row went without a beat. */
class SilenceWatch {
  readonly #stopping = new AbortController();
  readonly #watching: Promise<number>;

  constructor(ground: DrillGround) {
    this.#watching = this.#watch(ground);
  }

  stop(): Promise<number> {
    this.#stopping.abort();
    return this.#watching;
  }

  async #watch({ system }: DrillGround): Promise<number> {
    let longestMs = 0;
    while (!this.#stopping.signal.aborted) {
      const rows = await system.registry.live();
      const ages = rows.map(({ beatAt }) => Date.now() - Date.parse(beatAt));
      longestMs = Math.max(longestMs, ...ages);
      await pause(500, this.#stopping.signal);
    }
    return longestMs;
  }
}
