import { hostname } from "node:os";

/** Who submits from here, as the record shows it. */
export function submittedBy(): string {
  return `publisher@${hostname()}`.slice(0, 200);
}
