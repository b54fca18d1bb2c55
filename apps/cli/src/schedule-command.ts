import { BrokerConnection, claimInstance } from "@baton/broker";
import { JobClient, type SubmitOutcome } from "@baton/client";
import type { Job, Schedule } from "@baton/contracts";
import { pause } from "@baton/runtime";
import { type ScheduleName, Schedules, type Storage } from "@baton/store";
import type { CliBrokerConfig } from "./cli-config.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { ScheduleAction } from "./schedule-options.ts";
import { detailText, listText } from "./schedule-report.ts";
import { UsageError } from "./usage-error.ts";

// A broker that does not answer any more must not keep us from ending.
const closeMs = 1000;

/** `baton schedules`. */
export class ScheduleCommand {
  readonly #storage: Storage;
  readonly #schedules: Schedules;
  readonly #brokerConfig: () => CliBrokerConfig;
  readonly #json: boolean;
  readonly #say: (text: string) => void;

  constructor(storage: Storage, brokerConfig: () => CliBrokerConfig, json: boolean, say: (text: string) => void) {
    this.#storage = storage;
    this.#schedules = new Schedules(storage);
    this.#brokerConfig = brokerConfig;
    this.#json = json;
    this.#say = say;
  }

  async run(action: ScheduleAction): Promise<ExitCode> {
    const schedules = this.#schedules;
    switch (action.kind) {
      case "list":
        return this.#tell(await schedules.list(action.tenantId), listText);
      case "create":
        return this.#create(action.request);
      case "show":
        return this.#tell(known(action.name, await schedules.find(action.name)), detailText);
      case "pause":
        return this.#tell(known(action.name, await schedules.pause(action.name)), said("is paused"));
      case "resume":
        return this.#tell(known(action.name, await schedules.resume(action.name)), said("goes on"));
      case "delete":
        known(action.name, (await schedules.delete(action.name)) || undefined);
        return this.#tell(action.name, ({ scheduleId }) => `${scheduleId} is deleted.`);
      case "run":
        return this.#runNow(action.name);
    }
  }

  async #create(request: Parameters<Schedules["create"]>[0]): Promise<ExitCode> {
    const created = await this.#schedules.create(request);
    if (!created) throw new UsageError(`there is a schedule "${request.scheduleId}" already`);
    return this.#tell(created, said("is made"));
  }

  async #runNow(name: ScheduleName): Promise<ExitCode> {
    const job = known(name, await this.#schedules.runNow(name));
    const outcome = await this.#submitted(job);
    if (outcome.kind === "accepted") await this.#schedules.noteRun(name, job);
    this.#tell(outcome, outcomeText);
    return outcome.kind === "accepted" ? exitCode.ok : exitCode.unreachable;
  }

  async #submitted(job: Job): Promise<SubmitOutcome> {
    const { AMQP_URL: url, BATON_NAMESPACE: namespace } = this.#brokerConfig();
    const instance = await this.#storage.instance();
    const connection = new BrokerConnection({ url, namespace, name: "baton", logger: this.#storage.logger });
    await connection.onConnect((model) => claimInstance(model, namespace, instance?.instanceId ?? ""));
    const client = new JobClient(connection);
    await client.start();
    await connection.start();
    try {
      return await client.submit(job);
    } finally {
      await Promise.race([connection.close(), pause(closeMs)]);
    }
  }

  #tell<T>(value: T, toText: (value: T) => string): ExitCode {
    this.#say(this.#json ? JSON.stringify(value, undefined, 2) : toText(value));
    return exitCode.ok;
  }
}

/** @throws {UsageError} when nobody knows the schedule. */
function known<T>({ scheduleId, tenantId }: ScheduleName, found: T | undefined): T {
  if (found === undefined) throw new UsageError(`tenant ${tenantId} has no schedule "${scheduleId}"`);
  return found;
}

function said(what: string) {
  return ({ scheduleId, nextAt }: Schedule) =>
    `${scheduleId} ${what}${nextAt === undefined ? "" : `; next run ${nextAt}`}.`;
}

function outcomeText({ kind, jobId }: SubmitOutcome): string {
  if (kind === "accepted") return `Job ${jobId} is submitted.`;
  if (kind === "unknown") return `Job ${jobId} was sent, and the broker has not confirmed it: it may run.`;
  return `Job ${jobId} was not submitted: the broker ${kind === "unavailable" ? "cannot be reached" : "has no queue for it"}.`;
}
