export { AppProcess, eventually, type OwnService } from "@baton/harness";
export { type Fault, FaultProxy } from "./fault-proxy.ts";
export { ownBroker, ownStorage } from "./own-services.ts";
export { type ProbeLine, readProbe } from "./probe-log.ts";
export { SwallowingProxy } from "./swallowing-proxy.ts";
export { Terminal, type TerminalOptions } from "./terminal.ts";
export { type SetupOptions, setup, TestSystem } from "./test-system.ts";
