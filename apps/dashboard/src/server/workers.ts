import {
  drainRequestSchema,
  externalWorkerSchema,
  validationIssues,
  type WorkerHolds,
  type WorkerList,
  type WorkerView,
  workerIdSchema,
} from "@baton/contracts";
import { type HeldKeys, type RegisteredWorker, type WorkerRegistry, workerWithin } from "@baton/store";
import type { z } from "zod";
import type { Callers } from "./access/callers.ts";
import { type Answer, ok, refused } from "./answer.ts";
import type { StorageGate } from "./storage-gate.ts";

export type WorkersDeps = {
  gate: StorageGate;
  registry: WorkerRegistry;
  heldKeys: Pick<HeldKeys, "list">;
  view: (worker: RegisteredWorker) => WorkerView;
  callers: Pick<Callers, "tenants">;
};

const shownHolds = 100;

/** `/api/workers`: who is there, programs that want to be seen, and who is to take no new keys. */
export class Workers {
  readonly #deps: WorkersDeps;

  constructor(deps: WorkersDeps) {
    this.#deps = deps;
  }

  async all(): Promise<Answer<WorkerList>> {
    const { gate, registry, view, callers } = this.#deps;
    const { tenants } = callers;
    return gate.use(async () => ({
      workers: (await registry.all()).map((worker) => view(workerWithin(worker, tenants))),
    }));
  }

  async peers(): Promise<Answer<WorkerList>> {
    const all = await this.all();
    return all.kind === "ok" ? ok({ workers: all.value.workers.filter(({ state }) => state !== "gone") }) : all;
  }

  /** Which keys they hold, and what runs in each. */
  holds(): Promise<Answer<WorkerHolds>> {
    const { gate, heldKeys, callers } = this.#deps;
    const { tenants } = callers;
    return gate.use(() => heldKeys.list(shownHolds, tenants));
  }

  /** @param text the body: JSON. */
  async register(text: string): Promise<Answer<WorkerView>> {
    const worker = parsed(externalWorkerSchema, text);
    if (worker.kind === "problem") return worker;
    const { workerId } = worker.value;
    const registered = await this.#deps.gate.use(() => this.#deps.registry.register(worker.value));
    if (registered.kind === "problem") return registered;
    return registered.value ? this.#find(workerId) : refused("worker-id-taken", `"${workerId}" is one of Baton's own.`);
  }

  async heartbeat(workerId: string): Promise<Answer<WorkerView>> {
    if (!isWorkerId(workerId)) return unknown(workerId);
    const heard = await this.#deps.gate.use(() => this.#deps.registry.heard(workerId));
    if (heard.kind === "problem") return heard;
    return heard.value ? ok(this.#deps.view(heard.value)) : unknown(workerId);
  }

  /** @param text the body: JSON; empty means draining. */
  async want(workerId: string, text: string): Promise<Answer<WorkerView>> {
    const request = parsed(drainRequestSchema, text === "" ? "{}" : text);
    if (request.kind === "problem") return request;
    if (!isWorkerId(workerId)) return unknown(workerId);
    const wanted = await this.#deps.gate.use(() => this.#deps.registry.want(workerId, request.value.desired));
    if (wanted.kind === "problem") return wanted;
    return wanted.value ? this.#find(workerId) : unknown(workerId);
  }

  async #find(workerId: string): Promise<Answer<WorkerView>> {
    const found = await this.#deps.gate.use(() => this.#deps.registry.find(workerId));
    if (found.kind === "problem") return found;
    return found.value ? ok(this.#deps.view(found.value)) : unknown(workerId);
  }
}

function isWorkerId(text: string): boolean {
  return workerIdSchema.safeParse(text).success;
}

function unknown(workerId: string): Answer<never> {
  return refused("unknown-worker", `No worker "${workerId.slice(0, 100)}" is registered.`);
}

function parsed<T extends z.ZodType>(schema: T, text: string): Answer<z.output<T>> {
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (result.success) return ok(result.data);
    return refused("invalid-worker", undefined, { errors: validationIssues(result.error) });
  } catch (err) {
    if (err instanceof SyntaxError) return refused("invalid-json", err.message);
    throw err;
  }
}
