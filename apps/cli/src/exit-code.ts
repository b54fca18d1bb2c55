/** What the exit code tells; the help text lists the same. */
export const exitCode = { ok: 0, broken: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
