export { ConfigError, type Environment, loadConfig, settings } from "./config.ts";
export { appEnvironment, cloneFolder, dataFolderOf, withoutSecrets } from "./environment.ts";
export { exitAfterOutput } from "./exit-after-output.ts";
export { type Answer, InjectorPolicyFactory, type Request } from "./injector-policy.ts";
export { Lifecycle } from "./lifecycle.ts";
export { LogLevel, toggleLogLevelOnSignal } from "./log-level.ts";
export { createLogger, type Logger, type LoggerOptions } from "./logger.ts";
export { brokerName, containerName, tableName } from "./namespace.ts";
export { pause } from "./pause.ts";
export {
  identifyProcess,
  isAlive,
  type ProcessIdentity,
  processIdentitySchema,
  signalProcess,
} from "./process-identity.ts";
export { type AnsweredCall, type CallCount, RequestCounter } from "./request-counter.ts";
export { type RunFile, RunLock, readRunFile, runningSystem } from "./run-file.ts";
export { identityAccess } from "./storage-account.ts";
