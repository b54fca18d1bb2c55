export { type ReadyPart, TelemetryServer } from "./telemetry-server.ts";
