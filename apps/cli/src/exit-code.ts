/**
 * What the exit code tells, of every command alike; the help texts and docs/command-line.md list the same.
 * 0: done. 1: the answer is no. 2: the command line or the settings are wrong. 3: what is asked cannot be reached, and
 * nothing was done. 4: it is not known yet how it ends.
 */
export const exitCode = { ok: 0, broken: 1, refused: 1, usage: 2, unreachable: 3, pending: 4 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
