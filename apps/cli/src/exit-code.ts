/** What the exit code tells; the help texts list the same. */
export const exitCode = { ok: 0, broken: 1, refused: 1, usage: 2, unreachable: 3, pending: 4 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
