import type { Command } from "commander";

/** The commands by what they are about, in the order in which the help lists them. */
const groups: Record<string, readonly string[]> = {
  "Jobs:": [
    "submit",
    "watch",
    "jobs",
    "job",
    "cancel",
    "replay",
    "priority",
    "front",
    "reschedule",
    "types",
    "schedules",
  ],
  "Dead letters:": ["dead-letters", "discard"],
  "Lock keys:": ["locks", "pause", "resume", "policy", "unlock", "command"],
  "Workers:": ["workers", "drain"],
  "Record and storage:": ["verify", "export", "rebuild", "doctor"],
  "Access to a dashboard:": ["login", "logout", "whoami", "users", "keys"],
  "Writing jobs and trying out:": ["new-job", "drill", "completion"],
};

const order = Object.values(groups).flat();

/** Puts every command under its heading. @throws for one that has none. */
export function groupCommands(program: Command): void {
  const commands = program.commands as Command[];
  for (const [heading, names] of Object.entries(groups))
    for (const command of commands) if (names.includes(command.name())) command.helpGroup(heading);
  const stray = commands.find((command) => !order.includes(command.name()));
  if (stray) throw new Error(`The command ${stray.name()} is in no group`);
  commands.sort((one, other) => order.indexOf(one.name()) - order.indexOf(other.name()));
}
