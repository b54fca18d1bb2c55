import type { Overview } from "@baton/contracts";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Answer } from "./answer.ts";

export type DashboardStanding = {
  /** How the whole system stands; a problem while storage is away. */
  overview: () => Promise<Answer<Overview>>;
  openStreams: () => number;
};

/** A request as it was answered. `route`: as the list of routes has it; undefined for a page, or for nothing. */
export type AnsweredRequest = { method: string; route: string | undefined; status: number; ms: number };

const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What a dashboard tells Prometheus: how the whole system stands, and how itself does. */
export class DashboardMetrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: "baton_http_requests_total",
    help: "Requests that were answered, by method, route (other: a page, or nothing) and status",
    labelNames: ["method", "route", "status"],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: "baton_http_request_seconds",
    help: "How long answers took; streams of live events are left out",
    labelNames: ["route"],
    buckets: requestSeconds,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Looks at the system when somebody asks for metrics; nothing is told of it while storage is away. */
  watch({ overview, openStreams }: DashboardStanding): void {
    const registers = [this.registry];
    new Gauge({
      name: "baton_sse_streams",
      help: "Open streams of live events",
      registers,
      collect() {
        this.set(openStreams());
      },
    });
    const states = (name: string, help: string, of: (told: Overview) => Record<string, number>) => {
      new Gauge({
        name,
        help,
        labelNames: ["state"],
        registers,
        async collect() {
          this.reset();
          const looked = await overview();
          if (looked.kind === "problem") return;
          for (const [state, value] of Object.entries(of(looked.value))) this.set({ state }, value);
        },
      });
    };
    states("baton_jobs_pending", "Jobs that wait for something, by state; a lower bound with many keys", (told) => ({
      waiting: told.waiting.count,
      scheduled: told.scheduled.count,
      "dead-lettered": told.deadLettered.count,
    }));
    new Gauge({
      name: "baton_keys_due",
      help: "Lock keys with a job that is due, running or not: as many slots could be busy; a lower bound with many keys",
      registers,
      async collect() {
        const looked = await overview();
        // Nothing told is not the same as none: whoever scales by it leaves things as they are.
        if (looked.kind === "problem") this.remove();
        else this.set(looked.value.dueKeys.count);
      },
    });
    states("baton_keys_stopped", "Lock keys whose line is held back, by state", ({ concerns }) => ({
      paused: concerns.filter(({ kind }) => kind === "key-paused").length,
      parked: concerns.filter(({ kind }) => kind === "key-parked").length,
    }));
    states("baton_workers", "Workers that are there, by state", ({ workers }) => ({
      live: workers.live,
      draining: workers.draining,
    }));
  }

  noteRequest({ method, route = "other", status, ms }: AnsweredRequest): void {
    this.#requests.inc({ method: methods.has(method) ? method : "other", route, status });
    if (route !== "/api/events") this.#seconds.observe({ route }, ms / 1000);
  }
}
