import { isTerminal, type JobStatus } from "@baton/contracts";
import type { SelectOption } from "../../ui/select.tsx";
import { jobTones } from "../../view/status-tone.ts";

const statuses = Object.keys(jobTones) as JobStatus[];
const unfinished = statuses.filter((status) => !isTerminal(status)).join(",");
const ended = statuses.filter(isTerminal).join(",");

const usual: SelectOption<string>[] = [
  { value: "", label: "Any" },
  { value: unfinished, label: "Not ended yet" },
  { value: ended, label: "Ended" },
  ...statuses.map((status) => ({ value: status, label: status })),
];

/** An address may ask for several, which then are a choice of their own. */
export function statusOptions(asked: string): SelectOption<string>[] {
  return usual.some(({ value }) => value === asked) ? usual : [...usual, { value: asked, label: asked }];
}
