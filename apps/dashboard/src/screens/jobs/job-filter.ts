import type { JobFilter, JobStatus } from "@baton/contracts";
import { createSerializer, type inferParserType, parseAsBoolean, parseAsString } from "nuqs/server";

const text = parseAsString.withDefault("");

/** What is filtered by, as the page's address has it; the API's query is the same. */
export const filterParsers = {
  text,
  payloads: parseAsBoolean.withDefault(false),
  status: text,
  type: text,
  key: text,
  tenant: text,
  submitter: text,
  mine: parseAsBoolean.withDefault(false),
  correlationId: text,
  from: text,
  to: text,
};
export type ShownFilter = inferParserType<typeof filterParsers>;

export const noFilter: ShownFilter = {
  text: "",
  payloads: false,
  status: "",
  type: "",
  key: "",
  tenant: "",
  submitter: "",
  mine: false,
  correlationId: "",
  from: "",
  to: "",
};

const serialize = createSerializer(filterParsers);

/** The query of the filter, without its question mark; one without conditions has none. */
export function queryOf(filter: ShownFilter): string {
  return serialize(filter.text === "" ? { ...filter, payloads: false } : filter).slice(1);
}

/** As the body of a request has it. */
export function jobFilterOf(filter: ShownFilter): JobFilter {
  const { text: sought, payloads, status, type, key, tenant, submitter, mine, correlationId, from, to } = filter;
  const given = {
    text: sought,
    type,
    lockKey: key,
    tenantId: tenant,
    submittedBy: submitter,
    correlationId,
    from,
    to,
  };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")),
    ...(status === "" ? {} : { status: status.split(",") as JobStatus[] }),
    ...(payloads && sought !== "" ? { payloads } : {}),
    ...(mine ? { mine } : {}),
  };
}

/** How many of the conditions that are not always in sight are set. */
export function furtherCount({ key, tenant, submitter, correlationId }: ShownFilter): number {
  return [key, tenant, submitter, correlationId].filter((value) => value !== "").length;
}
