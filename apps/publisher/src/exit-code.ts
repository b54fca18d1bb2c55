/** What the exit code of the publisher tells; the help text lists the same. */
export const exitCode = { ok: 0, jobFailed: 1, usage: 2, notAccepted: 3, timedOut: 4 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
