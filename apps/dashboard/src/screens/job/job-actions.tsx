"use client";

import type { JobView } from "@baton/contracts";
import { Ellipsis } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { useMay } from "../../access/caller-context.tsx";
import { useCommands } from "../../commands/command-context.ts";
import type { Action } from "../../live/perform-action.ts";
import { useAction } from "../../live/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { useConfirm } from "../../ui/confirm.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { notify } from "../../ui/notify.ts";
import { curlText } from "../../view/curl-text.ts";
import { type JobOrder, ordersFor } from "../../view/job-orders.ts";
import { JobDialogs } from "./job-dialogs.tsx";
import { asksFor, type DialogOrder, isDialogOrder, orderAction, orderLabels } from "./job-order-texts.ts";

const noOrders: readonly JobOrder[] = [];

/** What can be done with the job as it stands: the two likeliest as buttons, the rest in a menu and the palette. */
export function JobActions({ job }: { job: JobView }) {
  const { order, running, dialog, closeDialog } = useOrders(job);
  const orders = useMay("operate") ? ordersFor[job.status] : noOrders;
  const items = useMemo(() => menuItems(job, orders, order), [job, orders, order]);
  useCommands(
    useMemo(
      () => [
        ...orders.map((name) => ({
          id: `job ${name}`,
          label: orderLabels[name],
          group: "This job",
          run: () => void order(name),
        })),
        { id: "job curl", label: "Copy as curl", group: "This job", run: () => copyCurl(job) },
      ],
      [job, orders, order],
    ),
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      {orders.slice(0, 2).map((name) => (
        <Button key={name} busy={running} onClick={() => void order(name)}>
          {orderLabels[name]}
        </Button>
      ))}
      <Menu
        trigger={
          <Button aria-label="More for this job" className="aspect-square px-0!">
            <Ellipsis aria-hidden="true" />
          </Button>
        }
        items={items}
      />
      <JobDialogs job={job} open={dialog} onClose={closeDialog} />
    </div>
  );
}

/** Asks what has to be asked, and sends the order. */
function useOrders({ jobId }: JobView) {
  const router = useRouter();
  const confirm = useConfirm();
  const { run, running } = useAction();
  const [dialog, setDialog] = useState<DialogOrder>();
  const order = useCallback(
    async (name: JobOrder): Promise<void> => {
      if (isDialogOrder(name)) return setDialog(name);
      const confirmed = await confirm(asksFor[name]);
      if (!confirmed) return;
      const body = confirmed.reason === undefined ? {} : { reason: confirmed.reason };
      await run({ ...orderAction(jobId, name, body), next: openReplay((href) => router.push(href)) });
    },
    [confirm, run, router, jobId],
  );
  return { order, running, dialog, closeDialog: () => setDialog(undefined) };
}

/** Of what a replay has made, the page is one press away. */
export function openReplay(open: (href: Route) => void): Action["next"] {
  return (answer) => {
    const { newJobId } = (answer ?? {}) as { newJobId?: unknown };
    if (typeof newJobId !== "string") return undefined;
    return { label: "Open", onClick: () => open(`/jobs/${newJobId}` as Route) };
  };
}

function menuItems(job: JobView, orders: readonly JobOrder[], order: (name: JobOrder) => Promise<void>): MenuItem[] {
  return [
    ...orders.slice(2).map((name) => ({
      label: orderLabels[name],
      danger: name === "discard",
      onSelect: () => void order(name),
    })),
    { label: "Copy as curl", separated: orders.length > 2, onSelect: () => copyCurl(job) },
    { label: "Copy link", onSelect: () => copy(location.href, "Link") },
  ];
}

function copyCurl(job: JobView): void {
  copy(curlText(job, location.origin), "The submission as a curl command");
}

function copy(text: string, what: string): void {
  // Browsers refuse the clipboard to pages that are neither https nor loopback.
  Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"))).then(
    () => notify({ tone: "success", title: `${what} copied` }),
    () => notify({ tone: "failure", title: "Not copied", description: "The browser does not allow it on this page." }),
  );
}
