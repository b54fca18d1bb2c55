export {
  AppProcess,
  type Chains,
  type EventuallyOptions,
  endsOf,
  eventually,
  type OwnService,
  overlaps,
  readChains,
  stepsRunAgain,
  ThreadNotes,
} from "@baton/harness";
export { changeStoredEvent, ledgerTable } from "./changed-event.ts";
export { type Fault, FaultProxy, leaseAction, type ProxiedRequest, proxied, transactionOn } from "./fault-proxy.ts";
export { type Random, randomFrom } from "./histories/random.ts";
export { LockBlobs } from "./lock-blobs.ts";
export { ownBroker, ownStorage } from "./own-services.ts";
export { type ProbeLine, readProbe } from "./probe-log.ts";
export { shiftedClock } from "./shifted-clock.ts";
export { readStored, type StoredCopy, writeStored } from "./stored-copy.ts";
export { SwallowingProxy } from "./swallowing-proxy.ts";
export { changeEvent } from "./tampering.ts";
export { Terminal, type TerminalOptions } from "./terminal.ts";
export { type SetupOptions, setup, TestSystem } from "./test-system.ts";
export { type CollectedSpan, TraceCollector } from "./trace-collector.ts";
