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

/**
 * The id of a job that is known by what it stands for: the same time and the same 16 bytes always give the same id,
 * so that whoever submits it again submits the same job.
 */
export function jobIdAt(time: Date, bytes: Uint8Array): string {
  return v7({ msecs: time.getTime(), random: bytes });
}
