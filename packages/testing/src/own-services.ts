import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OwnService } from "@baton/harness";
import { onTestFinished } from "vitest";

/** A storage that belongs to one test, which may stop it and start it again at the same address. */
export async function ownStorage(): Promise<OwnService> {
  return endingWithTest(await OwnService.storage({ folder: mkdtempSync(join(tmpdir(), "baton-storage-")) }));
}

/** A broker that belongs to one test, which may stop it and start it again at the same address. */
export async function ownBroker(): Promise<OwnService> {
  return endingWithTest(await OwnService.broker({ folder: mkdtempSync(join(tmpdir(), "baton-broker-")) }));
}

function endingWithTest(service: OwnService): OwnService {
  onTestFinished(() => service.remove());
  return service;
}
