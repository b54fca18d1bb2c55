import type { Redaction } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import type { Auth } from "./access/auth.ts";
import type { Callers } from "./access/callers.ts";
import type { Audit } from "./audit.ts";
import type { Requests } from "./door/requests.ts";
import type { Evidence } from "./evidence.ts";
import type { HealthCheck } from "./health-check.ts";
import type { HealthReport } from "./health-report.ts";
import type { InputFiles } from "./input-files.ts";
import type { JobActions } from "./job-actions.ts";
import type { JobExport } from "./job-export.ts";
import type { JobQueries } from "./job-queries.ts";
import type { JobSearch } from "./job-search.ts";
import type { KnownTypes } from "./known-types.ts";
import type { LiveEvents } from "./live-events.ts";
import type { LockQueries } from "./lock-queries.ts";
import type { Operations } from "./operations.ts";
import type { PageStatus } from "./page-status.ts";
import type { RecordQueries } from "./record-queries.ts";
import type { ScheduleDesk } from "./schedule-desk.ts";
import type { Statistics } from "./statistics.ts";
import type { Submissions } from "./submissions.ts";
import type { SystemOverview } from "./system-overview.ts";
import type { Workers } from "./workers.ts";

/** What pages and routes work with. */
export type Services = {
  audit: Audit;
  /** None where whoever reaches the dashboard may do everything. */
  auth: Auth | undefined;
  callers: Callers;
  evidence: Evidence;
  queries: JobQueries;
  records: RecordQueries;
  requests: Requests;
  submissions: Submissions;
  schedules: ScheduleDesk;
  operations: Operations;
  jobActions: JobActions;
  jobExport: JobExport;
  jobSearch: JobSearch;
  locks: LockQueries;
  events: LiveEvents;
  health: HealthCheck;
  healthReport: HealthReport;
  inputs: InputFiles;
  workers: Workers;
  statistics: Statistics;
  overview: SystemOverview;
  types: KnownTypes;
  /** `TRACE_URL_TEMPLATE`. */
  traceUrlTemplate: string | undefined;
  pageStatus: PageStatus;
  redaction: Redaction;
  logger: Logger;
};

// main.ts runs from its sources; pages and routes are bundled by Next.js. Both live in this process, but each
// has its own instance of every module, this one included: a module variable that main.ts sets would be
// undefined in a route. The global symbol registry is what they share. For the same reason the bundle
// imports services as types only and never asks `instanceof`.
const servicesKey = Symbol.for("@baton/dashboard.services");
const holder = globalThis as { [servicesKey]?: Services };

export function provideServices(services: Services): void {
  holder[servicesKey] = services;
}

/** @throws when the app was not started by main.ts (`next start` knows no broker and no storage). */
export function services(): Services {
  const provided = holder[servicesKey];
  if (!provided) throw new Error("Start the dashboard with `npm run dashboard`: it needs its own server.");
  return provided;
}
