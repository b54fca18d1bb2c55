import { Terminal } from "@baton/testing";
import { onTestFinished } from "vitest";
import { publisherMain } from "./publisher-process.ts";

/** The publisher console in a real pseudo-terminal; it ends with the test. */
export class PublisherTerminal extends Terminal {
  constructor(env: Record<string, string>, args: string[] = []) {
    const inherited = process.env as Record<string, string>;
    super(process.execPath, [publisherMain, ...args], { columns: 160, rows: 40, env: { ...inherited, ...env } });
    onTestFinished(() => this.signal("SIGKILL"));
  }
}
