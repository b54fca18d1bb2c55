export { apiAddress } from "./api-address.ts";
export { type CallerOptions, type CallOptions, logIn } from "./api-caller.ts";
export {
  ApiProblemError,
  InvalidJobError,
  type ToldProblem,
  UnexpectedAnswerError,
  UnreachableError,
  WaitTimeoutError,
} from "./api-errors.ts";
export type { AnswerOf, ApiPath, MethodOf, RequestOf } from "./api-shapes.ts";
export { type Credentials, MemoryTokens, type Renew, type TokenStore } from "./credentials.ts";
export { dashboardAccess, failureText } from "./dashboard-access.ts";
export type { WaitOptions } from "./job-wait.ts";
export type { LiveMessage } from "./live-events.ts";
export { type Login, LoginFile } from "./login-file.ts";
export { RestClient } from "./rest-client.ts";
export type { BulkOutcome, RestOutcome } from "./submission.ts";
