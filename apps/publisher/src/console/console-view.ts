import { isSettled, type JobState } from "../job-state.ts";
import type { Reach } from "../job-system.ts";
import { jobLine, lookOf, type Paint } from "./job-line.ts";
import { truncate } from "./text-width.ts";

export type ConsoleState = {
  systemName: string;
  /** What is reached, or is not. */
  where: string;
  lockKey: string;
  reach: Reach;
  /** Undefined while nobody can say. */
  processors: number | undefined;
  /** Oldest first. */
  jobs: JobState[];
  helpShown: boolean;
  supervised: boolean;
};

export type Screen = { columns: number; rows: number; now: Date; paint: Paint };

/** The whole display: at most `rows - 1` lines, each narrower than the terminal. */
export function consoleView(state: ConsoleState, screen: Screen): string {
  // The last column stays free: some terminals wrap as soon as it is written.
  const width = Math.max(10, screen.columns - 1);
  const room = Math.max(1, screen.rows - 1);
  const top = [headLine(state, width, screen.paint), ...helpLines(state, width, screen.paint), ""].slice(0, room);
  return [...top, ...jobLines(state, width, room - top.length, screen)].slice(0, room).join("\n");
}

function headLine(state: ConsoleState, width: number, paint: Paint): string {
  const text = truncate(`Baton  lock key: ${state.lockKey}  ${processorsText(state)}  ${state.systemName}`, width);
  const { reach, where } = state;
  switch (reach.kind) {
    case "connected":
      return paint("bold", text);
    case "blocked":
      return paint("red", truncate(`Baton  ${where} takes no jobs now: ${reach.reason}`, width));
    case "away":
      return paint("red", truncate(`Baton  ${where} is not reachable (${reach.reason}); trying again`, width));
  }
}

function processorsText({ processors }: ConsoleState): string {
  if (processors === undefined) return "";
  if (processors === 0) return "no processor is running";
  return processors === 1 ? "1 processor" : `${processors} processors`;
}

function helpLines({ helpShown, supervised }: ConsoleState, width: number, paint: Paint): string[] {
  const quit = supervised ? "q stop all" : "q quit";
  const short = `any key: a job  n new  b ten  d data  f failing  l lock key  h help  ${quit}`;
  if (!helpShown) return [paint("gray", truncate(short, width))];
  return [
    "any key  submits a random job           b  a burst of ten short ones",
    "d        a job that reads a data set    f  one that fails at its third step",
    "n        asks for a job of your own, field by field",
    "l        the lock key of the next jobs: default, customer-a, customer-b",
    "         Jobs with the same lock key never run at the same time.",
    supervised
      ? "q        stops everything that npm start has started (Ctrl-C, too)"
      : "q        quits this console; processors and jobs go on (Ctrl-C, too)",
    "h or ?   hides this help",
  ].map((line) => paint("gray", truncate(line, width)));
}

function jobLines({ jobs, processors }: ConsoleState, width: number, room: number, screen: Screen): string[] {
  if (jobs.length === 0) return ["No jobs yet. Press any key to submit one."].map((line) => truncate(line, width));
  // A blank and the line that counts.
  const shown = chooseShown(jobs, room - 2);
  const context = { width, now: screen.now, processors };
  return [
    ...shown.map((state) => jobLine(state, context, screen.paint)),
    "",
    countLine(jobs, shown.length, width, screen.paint),
  ];
}

/** What fits, in order: jobs that run first of all, then the newest. */
function chooseShown(jobs: JobState[], room: number): JobState[] {
  if (jobs.length <= room) return jobs;
  const running = jobs.filter(({ status }) => status === "Running").slice(0, Math.max(0, room - 1));
  const others = jobs.filter((state) => !running.includes(state)).slice(-Math.max(1, room - running.length));
  const chosen = new Set([...running, ...others]);
  return jobs.filter((state) => chosen.has(state));
}

function countLine(jobs: JobState[], shown: number, width: number, paint: Paint): string {
  const counts = [...Map.groupBy(jobs, (state) => lookOf(state).label)].map(
    ([label, group]) => `${group.length} ${label}`,
  );
  const hidden = shown < jobs.length ? `  (${jobs.length - shown} not shown)` : "";
  return paint("gray", truncate(`${jobsText(jobs.length)}: ${counts.join(", ")}${hidden}`, width));
}

/** What to say below the last display; empty when there is nothing to add to it. */
export function farewell(jobs: JobState[], supervised: boolean): string {
  const open = jobs.filter((state) => !isSettled(state)).length;
  if (open === 0 || supervised) return "";
  return `${jobsText(open)} not over yet: that goes on without this console.\n`;
}

function jobsText(count: number): string {
  return count === 1 ? "1 job" : `${count} jobs`;
}
