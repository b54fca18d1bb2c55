import { parseAsIsoDateTime, parseAsStringLiteral } from "nuqs/server";
import { defaultRange, ranges } from "./time-span.ts";

/** The span of time in the address, for the server and the browser alike. */
export const spanParsers = {
  range: parseAsStringLiteral(ranges).withDefault(defaultRange),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};
