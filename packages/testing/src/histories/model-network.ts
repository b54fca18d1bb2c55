import { RestError } from "@azure/data-tables";
import type { Carrier, StoreRequest } from "../model-store/model-clients.ts";
import { ModelStoreError } from "../model-store/model-store-error.ts";
import type { FaultPlan, Operation } from "./history.ts";
import type { Random } from "./random.ts";
import type { Simulation } from "./simulation.ts";
import type { VirtualProcess } from "./virtual-process.ts";

type Outcome<T> = { value: T } | { err: unknown };
type Times = { arrivesAt: number; answersAt: number };
type Deliver<T> = (at: number, outcome: Outcome<T>) => void;

export type ModelNetworkOptions = {
  simulation: Simulation;
  random: Random;
  faults: FaultPlan[];
  /** Told of each request that the store carried out. */
  onDone: (operation: string) => void;
  /** Told of each fault that struck. */
  onFault: (kind: FaultPlan["kind"], operation: Operation) => void;
  /** Ends a worker, if this process is one. */
  onCrash: (process: VirtualProcess, fault: FaultPlan) => void;
};

const cutOffMs = 30_000;
const latencyMs = { least: 1, spread: 20 };
const retryDelayMs = 200;

/** The way between the workers and the store: every request takes time, and some meet a fault. */
export class ModelNetwork {
  readonly #options: ModelNetworkOptions;
  readonly #counts = new Map<Operation, number>();
  readonly #cutOff = new Map<VirtualProcess, number>();
  #outageUntil = 0;

  constructor(options: ModelNetworkOptions) {
    this.#options = options;
  }

  /** Until then nothing arrives. */
  breakUntil(at: number): void {
    this.#outageUntil = Math.max(this.#outageUntil, at);
  }

  /** @param retries how often the SDK's own policy sends again what failed without a clear answer. */
  carrier(process: VirtualProcess, retries = 0): Carrier {
    return async (request) => {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await this.#send(process, request);
        } catch (err) {
          if (attempt >= retries || !isTransient(err)) throw err;
          await new Promise((resolve) => setTimeout(resolve, retryDelayMs * 2 ** attempt));
        }
      }
    };
  }

  #send<T>(process: VirtualProcess, request: StoreRequest<T>): Promise<T> {
    const { abortSignal } = request;
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(abortError());
      const deliver: Deliver<T> = (at, outcome) => {
        process.reach(at, () => {
          abortSignal?.removeEventListener("abort", onAbort);
          if ("err" in outcome) reject(outcome.err);
          else resolve(outcome.value);
        });
      };
      abortSignal?.addEventListener("abort", onAbort, { once: true });
      if (abortSignal?.aborted) onAbort();
      else this.#carry(process, request, deliver);
    });
  }

  #carry<T>(process: VirtualProcess, request: StoreRequest<T>, deliver: Deliver<T>): void {
    const { now } = this.#options.simulation;
    const fault = this.#faultFor(request.operation);
    const arrivesAt = now + this.#latency();
    const answersAt = arrivesAt + this.#latency();
    if (now < this.#brokenUntil(process)) deliver(answersAt, { err: resetError() });
    else if (!fault) this.#arrive(arrivesAt, request, (outcome) => deliver(answersAt, outcome));
    else if (isForWorker(fault)) this.#strikeWorker(fault, process, request, deliver, { arrivesAt, answersAt });
    else this.#strike(fault, request, deliver, { arrivesAt, answersAt });
  }

  #strike<T>(
    { kind, status, ms }: FaultPlan,
    request: StoreRequest<T>,
    deliver: Deliver<T>,
    { arrivesAt, answersAt }: Times,
  ): void {
    switch (kind) {
      case "lose-request":
        deliver(answersAt + ms, { err: resetError() });
        break;
      case "lose-answer":
        this.#arrive(arrivesAt, request, () => deliver(answersAt + ms, { err: resetError() }));
        break;
      case "refuse":
        deliver(answersAt, { err: new ModelStoreError(transient(status), "Refused") });
        break;
      case "fail": {
        const answer = operationOf(request.operation) === "append" ? status : transient(status);
        this.#arrive(arrivesAt, request, () => deliver(answersAt, { err: new ModelStoreError(answer, "Failed") }));
        break;
      }
      case "late":
        deliver(answersAt, { err: resetError() });
        this.#arrive(arrivesAt + ms, request, () => undefined);
        break;
      case "slow":
        this.#arrive(arrivesAt + ms * this.#options.random(), request, (outcome) => deliver(answersAt + ms, outcome));
        break;
    }
  }

  #strikeWorker<T>(
    fault: FaultPlan,
    process: VirtualProcess,
    request: StoreRequest<T>,
    deliver: Deliver<T>,
    { arrivesAt, answersAt }: Times,
  ): void {
    const { simulation, random, onCrash } = this.#options;
    const { kind, ms } = fault;
    switch (kind) {
      case "cut-off":
        this.#arrive(arrivesAt + ms * random(), request, (outcome) => deliver(answersAt + ms, outcome));
        simulation.schedule(answersAt + ms, () => this.#cutOff.set(process, answersAt + ms + cutOffMs));
        break;
      case "crash-before":
        simulation.schedule(simulation.now, () => onCrash(process, fault));
        break;
      case "crash-after":
        this.#arrive(arrivesAt, request, () => onCrash(process, fault));
        break;
      case "freeze-before":
        simulation.schedule(simulation.now, () => process.pause(ms, { suspend: false }));
        this.#arrive(arrivesAt + ms, request, (outcome) => deliver(answersAt + ms, outcome), process);
        break;
      case "freeze-after":
        simulation.schedule(simulation.now, () => process.pause(ms, { suspend: false }));
        this.#arrive(arrivesAt, request, (outcome) => deliver(answersAt, outcome));
        break;
    }
  }

  #brokenUntil(process: VirtualProcess): number {
    return Math.max(this.#outageUntil, this.#cutOff.get(process) ?? 0);
  }

  /** @param sender must be alive still; else it need not be. */
  #arrive<T>(at: number, request: StoreRequest<T>, then: (outcome: Outcome<T>) => void, sender?: VirtualProcess): void {
    const arrive = () => sender?.alive !== false && then(this.#execute(request));
    this.#options.simulation.schedule(at, arrive, { reachesCode: false });
  }

  #execute<T>({ operation, execute }: StoreRequest<T>): Outcome<T> {
    try {
      const value = execute();
      this.#options.onDone(operation);
      return { value };
    } catch (err) {
      return { err };
    }
  }

  #faultFor(operation: string): FaultPlan | undefined {
    const name = operationOf(operation);
    const nth = this.#counts.get(name) ?? 0;
    this.#counts.set(name, nth + 1);
    const fault = this.#options.faults.find((plan) => plan.operation === name && plan.nth === nth);
    if (fault) this.#options.onFault(fault.kind, name);
    return fault;
  }

  #latency(): number {
    return latencyMs.least + this.#options.random() * latencyMs.spread;
  }
}

function operationOf(operation: string): Operation {
  const [client = "", kind = "", row = ""] = operation.split(":");
  if (client === "locks") {
    return (
      ({ properties: "mint-read", metadata: "mint", upload: "make-blob" } as Record<string, Operation>)[kind] ??
      (kind as Operation)
    );
  }
  if (client === "ledger")
    return kind === "transact" ? "append" : kind === "query" ? "trail" : row === "head" ? "head" : "job";
  const isMarker = row.startsWith("k.");
  if (client === "limits") return "limit";
  switch (kind) {
    case "transact":
      return "put";
    case "create":
      return "put-if-missing";
    case "transact-delete":
      return "remove";
    case "delete":
      return isMarker ? "settle" : "remove";
    case "update":
      return "settle";
    case "upsert":
      return "set-due";
    case "get":
      return "marker";
    default:
      return operation.includes("~marker:") ? "due" : "line";
  }
}

function isForWorker({ kind }: FaultPlan): boolean {
  return kind === "cut-off" || kind.startsWith("crash") || kind.startsWith("freeze");
}

/** Contention is only ever the store's own word, or the echo of an append. */
function transient(status: number): number {
  return status >= 500 ? status : 500;
}

function isTransient(err: unknown): boolean {
  return err instanceof ModelStoreError ? err.statusCode >= 500 : (err as Error).name !== "AbortError";
}

function resetError(): Error {
  return new RestError("socket hang up", { code: "ECONNRESET" });
}

function abortError(): Error {
  return Object.assign(new Error("The operation was aborted."), { name: "AbortError" });
}
