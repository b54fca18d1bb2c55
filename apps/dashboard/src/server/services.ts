import type { Logger } from "@baton/runtime";
import type { HealthCheck } from "./health-check.ts";
import type { JobQueries } from "./job-queries.ts";
import type { LiveEvents } from "./live-events.ts";
import type { PageStatus } from "./page-status.ts";
import type { Submissions } from "./submissions.ts";

/** What pages and routes work with. */
export type Services = {
  queries: JobQueries;
  submissions: Submissions;
  events: LiveEvents;
  health: HealthCheck;
  pageStatus: PageStatus;
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
