import { v7, validate, version } from "uuid";

/** A new job id. UUIDv7: sorts by time of creation, and rises within one process. */
export function newJobId(): string {
  return v7();
}

export function isUuid(text: string): boolean {
  return validate(text);
}

export function isJobId(text: string): boolean {
  return validate(text) && version(text) === 7;
}

/** The time of creation inside a UUIDv7, to the millisecond. */
export function jobIdTime(jobId: string): Date {
  return new Date(Number.parseInt(jobId.replaceAll("-", "").slice(0, 12), 16));
}
