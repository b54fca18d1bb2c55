import { hostname, userInfo } from "node:os";

/** Who submits from here, as the record shows it where nobody else says who it is. */
export function submitter(): string {
  return `${userInfo().username}@${hostname()}`.slice(0, 200);
}
