"use client";

import type { JobAction } from "@baton/contracts";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import useSWR from "swr";
import { type BulkOrder, type BulkProgress, giveBulkOrder } from "../../live/bulk-order.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { notify } from "../../ui/notify.ts";
import { ReasonField, useReason } from "../../ui/reason-field.tsx";
import { Select } from "../../ui/select.tsx";
import { jobsText } from "../../view/jobs-text.ts";
import { actionWords } from "./action-words.ts";
import { type Counted, countMatching } from "./count-matching.ts";
import { jobFilterOf, type ShownFilter } from "./job-filter.ts";

/** What an action is for: jobs that were selected, of which some may make no sense, or all that match. */
export type ActionScope =
  | { kind: "selected"; ids: string[]; leftOut: number }
  | { kind: "matching"; filter: ShownFilter };

export type ActionDialogProps = {
  action: JobAction;
  scope: ActionScope;
  onClose: () => void;
  /** Commands have been given. */
  onGiven: () => void;
};

const countAgainMs = 2000;
/** One page of the search: more would be much to read for a number that changes little. */
const mostCountedAgain = 500;
const nothingGiven: BulkProgress = { given: 0, refused: 0, firstProblem: undefined };
const priorities = Array.from({ length: 10 }, (_, at) => 9 - at).map((value) => ({
  value: String(value),
  label: value === 9 ? "9 (first)" : value === 0 ? "0 (usual)" : String(value),
}));

/** Counts, asks why, and gives the commands. Closing it stops what has not been given yet. */
export function ActionDialog({ action, scope, onClose, onGiven }: ActionDialogProps) {
  const words = actionWords[action];
  const form = useId();
  const reason = useReason({ required: words.needsReason });
  const [priority, setPriority] = useState("9");
  const [given, setGiven] = useState<BulkProgress>();
  const stopping = useRef(new AbortController());
  const { counted, error, rest } = useCounted(action, scope, given !== undefined);
  const stop = () => {
    stopping.current.abort();
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.check()) return;
    setGiven(nothingGiven);
    const order = {
      action,
      rest,
      reason: reason.given,
      ...(action === "priority" ? { priority: Number(priority) } : {}),
    };
    await give(order, stopping.current.signal, words.done, setGiven);
    onGiven();
    onClose();
  };
  const none = counted?.whole === true && counted.count === 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || stop()}
      title={words.title}
      description={words.consequence}
      footer={
        <>
          <Button onClick={stop}>{given ? "Stop" : "Not now"}</Button>
          <Button
            type="submit"
            form={form}
            variant={words.danger ? "danger" : "primary"}
            busy={given !== undefined}
            disabled={none || !counted}
          >
            {counted && !none ? `${words.button} (${countText(counted)})` : words.button}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
        <p aria-live="polite" className="rounded-lg bg-sunken px-3 py-2 font-medium text-sm">
          {given ? progressText(given) : error ? <span className="text-bad">{error}</span> : scopeText(scope, counted)}
        </p>
        {scope.kind === "selected" && scope.leftOut > 0 ? (
          <p className="text-ink-soft text-sm">
            {jobsText(scope.leftOut)} of those selected {words.leftOut}.
          </p>
        ) : null}
        {action === "replay" && scope.kind === "matching" && scope.filter.status === "" ? (
          <p className="text-ink-soft text-sm">
            These are the dead letters that match and were not replayed yet. To replay others, choose their status.
          </p>
        ) : null}
        {action === "priority" && !none ? (
          <Select label="Priority" value={priority} options={priorities} onValueChange={setPriority} />
        ) : null}
        {none ? null : <ReasonField reason={reason} />}
      </form>
    </Dialog>
  );
}

/** Counts, and again as long as nothing is given: lists are written a moment behind what the rows have told. */
function useCounted(action: JobAction, scope: ActionScope, given: boolean) {
  // What is submitted from now on is not meant.
  const [pinned] = useState(() => pinnedScope(scope));
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const { data: counted, error } = useSWR<Counted, Error>(
    ["count", action, pinned],
    () =>
      pinned.kind === "selected"
        ? { count: pinned.ids.length, whole: true }
        : countMatching(action, pinned.filter, () => isOpen.current),
    { refreshInterval: (last) => (given || !last || last.count > mostCountedAgain ? 0 : countAgainMs) },
  );
  const rest: BulkOrder["rest"] =
    pinned.kind === "selected"
      ? { kind: "ids", ids: pinned.ids }
      : { kind: "filter", filter: jobFilterOf(pinned.filter) };
  return { counted, error: error && !counted ? `They could not be counted. ${error.message}` : undefined, rest };
}

function pinnedScope(scope: ActionScope): ActionScope {
  if (scope.kind === "selected" || scope.filter.to !== "") return scope;
  return { ...scope, filter: { ...scope.filter, to: new Date().toISOString() } };
}

async function give(
  order: BulkOrder,
  signal: AbortSignal,
  done: (jobs: string) => string,
  tell: (given: BulkProgress) => void,
): Promise<void> {
  let last = nothingGiven;
  const end = await giveBulkOrder(order, signal, (given) => {
    last = given;
    tell(given);
  });
  if (end.kind !== "failed") return tellOf(last, done);
  const before = last.given > 0 ? ` ${jobsText(last.given)} had been sent the command before.` : "";
  notify({ tone: "failure", title: "It was not done", description: `${end.message}${before}` });
}

function tellOf({ given, refused, firstProblem }: BulkProgress, done: (jobs: string) => string): void {
  const refusal = refused === 0 ? undefined : `${jobsText(refused)} refused: ${firstProblem ?? "no reason given"}`;
  if (given === 0 && refused > 0) notify({ tone: "failure", title: "It was not done", description: refusal });
  else notify({ tone: "success", title: done(jobsText(given)), description: refusal });
}

function scopeText(scope: ActionScope, counted: Counted | undefined): string {
  if (!counted) return "Counting…";
  if (counted.count === 0 && counted.whole) return "There is no job for which this makes sense.";
  const jobs = counted.whole ? jobsText(counted.count) : `More than ${jobsText(counted.count)}`;
  return scope.kind === "selected" ? `${jobs} selected` : `${jobs} that match the filter`;
}

function countText({ count, whole }: Counted): string {
  return `${count.toLocaleString("en")}${whole ? "" : "+"}`;
}

function progressText({ given, refused }: BulkProgress): string {
  return `Sent to ${jobsText(given + refused)} so far…`;
}
