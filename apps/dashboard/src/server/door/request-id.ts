import { randomUUID } from "node:crypto";

/** Nothing that a log, a header or a page could take amiss. */
const wellFormed = /^[A-Za-z0-9._:+/=-]{1,128}$/;

/** The name of a request in its answer and in the log: the given one, so that it can be followed through several systems. */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === "string" && wellFormed.test(given) ? given : randomUUID();
}
