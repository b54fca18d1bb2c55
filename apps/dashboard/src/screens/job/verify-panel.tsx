"use client";

import type { JobRecord, JobView } from "@baton/contracts";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { ClockTime, RelativeTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { CheckedLink, RecordCheck } from "../../view/verify-record.ts";
import {
  checkedTexts,
  eventText,
  isUnchanged,
  resultText,
  stateTexts,
  uncheckedTexts,
} from "../../view/verify-text.ts";
import { LinkMark, linkLabels } from "./link-mark.tsx";
import type { Checking } from "./use-record-check.ts";

export type VerifyPanelProps = {
  job: JobView;
  /** Whether there is anything to verify. */
  recorded: boolean;
  checking: Checking;
  onCheck: () => void;
};

/** Lets the reader check that the record is as it was written, without trusting the server's word for it. */
export function VerifyPanel({ job, recorded, checking, onCheck }: VerifyPanelProps) {
  return (
    <Panel title="Was this record changed?">
      <div className="space-y-4 px-4 py-4 text-sm">
        {checking.kind === "idle" || checking.kind === "failed" ? (
          <p className="text-ink-soft">
            Each event bears the hash of its content and of the event before it. Your browser can compute them anew and
            compare.
          </p>
        ) : null}
        <div role="status" className="empty:hidden">
          {checking.kind === "failed" ? (
            <p className="text-bad">The record could not be checked: {checking.message}</p>
          ) : null}
          {checking.kind === "running" ? (
            <p className="text-ink-soft">
              Reading and computing{checking.read > 0 ? ` (${checking.read.toLocaleString("en")} events)` : ""}…
            </p>
          ) : null}
          {checking.kind === "done" ? <Result record={checking.record} found={checking.found} /> : null}
        </div>
        {checking.kind === "done" ? (
          <Details jobId={job.jobId} record={checking.record} found={checking.found} at={checking.at} />
        ) : null}
        <Button onClick={onCheck} busy={checking.kind === "running"} disabled={!recorded}>
          {checking.kind === "done" ? "Verify again" : "Verify this record"}
        </Button>
        {recorded ? null : <p className="text-ink-soft text-xs">There is nothing to verify before the first event.</p>}
      </div>
    </Panel>
  );
}

function Result({ record, found }: { record: JobRecord; found: RecordCheck }) {
  const unchanged = isUnchanged(found);
  const Icon = unchanged ? ShieldCheck : ShieldAlert;
  return (
    <p
      className={`flex gap-2.5 rounded-lg px-3 py-2.5 ${unchanged ? "bg-good-soft text-good" : "bg-bad-soft text-bad"}`}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>{resultText(record, found)}</span>
    </p>
  );
}

type DetailsProps = { jobId: string; record: JobRecord; found: RecordCheck; at: string };

function Details({ jobId, record, found, at }: DetailsProps) {
  const wrong = found.links.filter(({ state }) => state !== "intact");
  return (
    <>
      {wrong.length > 0 ? <WrongLinks links={wrong} jobId={jobId} /> : null}
      <Texts title="Checked" texts={checkedTexts(record, found)} />
      <Texts title="Not checked" texts={uncheckedTexts(record, found)} />
      <AllLinks links={found.links} jobId={jobId} />
      <p className="text-ink-soft text-xs">
        Checked <RelativeTime iso={at} />. What is recorded after that is not part of it.
      </p>
    </>
  );
}

const shownAtMost = 20;

function WrongLinks({ links, jobId }: { links: CheckedLink[]; jobId: string }) {
  return (
    <ul aria-label="What is not as it was written" className="space-y-2">
      {links.slice(0, shownAtMost).map((link) => (
        <li key={link.seq} className="rounded-lg border border-bad/40 px-3 py-2">
          <p className="flex flex-wrap items-center justify-between gap-2">
            <LinkName link={link} jobId={jobId} />
            <LinkMark state={link.state} />
          </p>
          <p className="wrap-anywhere mt-1">{eventText(link)}</p>
          <p className="mt-1 text-ink-soft text-xs">
            {link.state === "intact" ? "" : `${capital(stateTexts[link.state])}.`}
            {link.event?.storedAt ? (
              <>
                {" "}
                Storage says that its row was last written at <ClockTime iso={link.event.storedAt} />.
              </>
            ) : null}
          </p>
        </li>
      ))}
      {links.length > shownAtMost ? <li className="text-ink-soft">and {links.length - shownAtMost} more</li> : null}
    </ul>
  );
}

/** A link to where the trail shows it; what is not the job's is not there. */
function LinkName({ link: { seq, event }, jobId }: { link: CheckedLink; jobId: string }) {
  const isShown = event?.columns["JobId"] === jobId;
  if (!isShown) return <span className="font-medium">Event #{seq}</span>;
  return (
    <a href={`#event-${seq}`} className="font-medium text-accent hover:underline">
      Event #{seq}
    </a>
  );
}

function Texts({ title, texts }: { title: string; texts: string[] }) {
  return (
    <div>
      <h3 className="font-medium text-xs">{title}</h3>
      <ul className="mt-1 list-disc space-y-1 pl-4 text-ink-soft text-xs">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

const listedAtMost = 500;

function AllLinks({ links, jobId }: { links: CheckedLink[]; jobId: string }) {
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer text-ink-soft hover:text-ink">Each link</summary>
      <ScrollArea label="Each link" className="mt-2 max-h-64">
        <ol className="space-y-1">
          {links.slice(0, listedAtMost).map((link) => (
            <li key={link.seq} className="flex items-center justify-between gap-3">
              <span className="min-w-0 truncate">
                <LinkName link={link} jobId={jobId} />{" "}
                <span className="text-ink-soft">
                  {String(link.event?.columns["Status"] ?? "")}
                  {link.isNeighbour ? ", beside it" : ""}
                </span>
              </span>
              <span className="flex shrink-0 items-center gap-2">
                <code className="text-ink-soft">{link.event?.hash.slice(0, 8)}</code>
                <span className={link.state === "intact" ? "text-good" : "font-medium text-bad"}>
                  {linkLabels[link.state]}
                </span>
              </span>
            </li>
          ))}
        </ol>
      </ScrollArea>
      {links.length > listedAtMost ? (
        <p className="mt-1 text-ink-soft">The first {listedAtMost}; the trail marks them all.</p>
      ) : null}
    </details>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
