import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { DashboardMetrics } from "../../apps/dashboard/src/server/dashboard-metrics.ts";
import { ProcessorMetrics } from "../../apps/processor/src/processor-metrics.ts";

const clone = path.resolve(import.meta.dirname, "../..");

test("docs, alert rules and the Grafana dashboard name the metrics that there are", async () => {
  const nobodyAsks = () => {
    throw new Error("Nobody asks for values here");
  };
  const worker = new ProcessorMetrics();
  worker.watch(nobodyAsks);
  const dashboard = new DashboardMetrics();
  dashboard.watch({ overview: nobodyAsks, openStreams: nobodyAsks });
  const told = [worker, dashboard].flatMap(({ registry }) => registry.getMetricsAsArray().map(({ name }) => name));
  const own = told.filter((name) => name.startsWith("baton_"));
  const docs = readFileSync(path.join(clone, "docs/monitoring.md"), "utf8");
  expect(own.filter((name) => !docs.includes(`| \`${name}\` |`))).toEqual([]);
  expect(metricsIn(docs).filter((name) => !own.includes(name))).toEqual([]);
  const rules = readFileSync(path.join(clone, "monitoring/alerts.yml"), "utf8");
  const panels = readFileSync(path.join(clone, "monitoring/grafana-dashboard.json"), "utf8");
  for (const text of [rules, panels]) {
    const named = metricsIn(text).map((name) => name.replace(/_(bucket|count|sum)$/, ""));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !own.includes(name))).toEqual([]);
  }
  const alerts = [...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name);
  const documented = [...docs.matchAll(/\| `(Baton\w+)` \|/g)].map(([, name]) => name);
  expect(documented).toEqual(alerts);
});

function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\bbaton_[a-z_]+/g))];
}
