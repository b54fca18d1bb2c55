export { ConfigError, type Environment, loadConfig, settings } from "./config.ts";
export { Lifecycle } from "./lifecycle.ts";
export { createLogger, type Logger, type LoggerOptions } from "./logger.ts";
export { brokerName, containerName, tableName } from "./namespace.ts";
export { pause } from "./pause.ts";
