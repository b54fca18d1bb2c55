import {
  ApiProblemError,
  type CallerOptions,
  failureText,
  UnexpectedAnswerError,
  UnreachableError,
} from "@baton/client/rest";
import { type ExitCode, exitCode } from "./exit-code.ts";

/** A request to a dashboard failed, and the message says what to do. `exitCode`: refused, or unreachable. */
export class DashboardError extends Error {
  override name = "DashboardError";
  readonly exitCode: ExitCode;

  constructor(message: string, code: ExitCode, options: ErrorOptions) {
    super(message, options);
    this.exitCode = code;
  }

  /** @throws `err` when no dashboard, and no way to one, is to blame for it. */
  static of(err: unknown, access: CallerOptions): DashboardError {
    return new DashboardError(failureText(err, access) ?? String(err), failureCode(err), { cause: err });
  }
}

/** @throws `err` when no dashboard is to blame for it. */
export function failureCode(err: unknown): ExitCode {
  if (err instanceof ApiProblemError) return err.status < 500 ? exitCode.refused : exitCode.unreachable;
  if (err instanceof UnreachableError || err instanceof UnexpectedAnswerError) return exitCode.unreachable;
  throw err;
}
