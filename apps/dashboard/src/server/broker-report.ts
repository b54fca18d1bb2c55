import { type BrokerConnection, type QueueState, reportQueues } from "@baton/broker";
import type { Health, HealthDetails, QueueReport } from "@baton/contracts";
import { brokerFindings, supportedUntil, withoutSecrets } from "@baton/doctor";
import { pause } from "@baton/runtime";

/** `latencyMs`: of one answer. */
export type QueueLook = { queues: QueueReport[]; latencyMs?: number };

/** A broker that does not answer must not keep the others' news waiting. */
const patienceMs = 2000;

const purposes: Record<QueueState["role"], string> = {
  jobs: "Jobs that no worker has taken in yet",
  rejected: "Messages that are no jobs, until a worker has noted why",
  wakes: "Reminders of what becomes due later; they only make haste",
  instance: "Ties the broker to its storage; always empty",
};

export type BrokerReportFacts = {
  broker: Pick<BrokerConnection, "server" | "blockedReason" | "oddQueues">;
  /** As health has it. */
  state: Health["broker"];
  look: QueueLook;
  url: string;
  now: Date;
};

/** The broker and its queues, with what is to be done about them. */
export function brokerReport({ broker, state, look, url, now }: BrokerReportFacts): HealthDetails["broker"] {
  const { server, blockedReason, oddQueues } = broker;
  const until = server && supportedUntil(server.version);
  return {
    ...state,
    ...server,
    address: withoutSecrets(url),
    ...look,
    ...(until === undefined ? {} : { supportedUntil: until }),
    findings: brokerFindings({ state, url, version: server?.version, blockedReason, oddQueues }, now),
  };
}

/** How many messages wait in each queue; none are told while the broker does not answer. */
export async function lookAtQueues(broker: BrokerConnection): Promise<QueueLook> {
  if (!broker.model) return { queues: [] };
  const startedAt = performance.now();
  // A connection that breaks meanwhile is what the state tells.
  const states = await Promise.race([reportQueues(broker).catch(() => undefined), pause(patienceMs)]);
  if (!states) return { queues: [] };
  // Each queue is asked by a channel of its own: three answers.
  const answers = 3 * states.length;
  const queues = states.map(({ role, ...queue }) => ({ ...queue, purpose: purposes[role] }));
  return { queues, latencyMs: (performance.now() - startedAt) / answers };
}
