import { apiAddress } from "@baton/client/rest";
import type { Command } from "commander";
import { UsageError } from "./usage-error.ts";

/** The dashboard to ask, and as whom, as the flags say. */
export type AtDashboard = { url: string | undefined; apiKey: string | undefined };
export type DashboardFlags = { url?: string; apiKey?: string };

/** @param elsewhere where it goes without them. */
export function withDashboard(command: Command, elsewhere: string): Command {
  return command
    .option("-u, --url <url>", `the dashboard's address (default: BATON_URL, else ${elsewhere})`, readAddress)
    .option("--api-key <key>", "ask as this key (default: BATON_API_KEY, else as whoever has logged in)");
}

export function atDashboard({ url, apiKey }: DashboardFlags): AtDashboard {
  return { url, apiKey };
}

export function readAddress(text: string): string {
  try {
    return apiAddress(text);
  } catch (err) {
    throw new UsageError(`--url: ${(err as Error).message}`, { cause: err });
  }
}
