"use client";

import type { Schedule } from "@baton/contracts";
import { CalendarPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { Permitted, useMay } from "../../access/caller-context.tsx";
import { useCommands } from "../../commands/command-context.ts";
import type { UserCommand } from "../../commands/command-registry.ts";
import { LoadBox } from "../../components/load-box.tsx";
import { OutdatedNotice } from "../../components/outdated-notice.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { scheduleColumns } from "./schedule-columns.tsx";
import { scheduleHref, scheduleKey, schedulesPath } from "./schedule-name.ts";
import { mayConcern } from "./schedule-state.ts";
import { useScheduleActions } from "./use-schedule-actions.ts";

const ScheduleDialog = dynamic(() => import("./schedule-dialog.tsx").then(({ ScheduleDialog }) => ScheduleDialog), {
  ssr: false,
});

/** Which runs the leader has fired, no event tells by the schedule's name. */
const refreshMs = 5000;

const opening = { new: parseAsBoolean, edit: parseAsString };

/** @param schedules the server's first answer, if it had it in time. */
export function SchedulesPage({ schedules }: { schedules: string | undefined }) {
  const loaded = usePolled(schedulesPath, "scheduleListSchema", {
    initial: schedules,
    refreshMs,
    outdatedBy: (events, current) => current !== undefined && mayConcern(events, current.schedules),
  });
  const [opened, setOpened] = useQueryStates(opening);
  const rows = loaded.data?.schedules;
  const edited = rows?.find((schedule) => scheduleKey(schedule) === opened.edit);
  const create = () => void setOpened({ new: true, edit: null });
  const close = () => void setOpened({ new: null, edit: null });
  useCommands(useScheduleCommands(rows));
  return (
    <>
      <PageHeader
        title="Schedules"
        description="Jobs that start by the clock: when each runs next, and how its last runs ended."
        actions={
          <Permitted to="operate">
            <Button variant="primary" onClick={create}>
              <CalendarPlus aria-hidden="true" />
              New schedule
            </Button>
          </Permitted>
        }
      />
      <OutdatedNotice loaded={loaded} what="The list of schedules" />
      <LoadBox loaded={loaded} what="Schedules" />
      {rows ? (
        <DataTable
          id="schedules"
          label="Schedules"
          columns={scheduleColumns}
          rows={rows}
          rowId={scheduleKey}
          rowHref={scheduleHref}
          chooseColumns={rows.length > 0}
          empty={<NoSchedules create={create} />}
        />
      ) : null}
      <Permitted to="operate">
        {opened.new ? <ScheduleDialog key="new" onClose={close} /> : null}
        {edited ? <ScheduleDialog key={scheduleKey(edited)} schedule={edited} onClose={close} /> : null}
      </Permitted>
    </>
  );
}

function NoSchedules({ create }: { create: () => void }) {
  return (
    <EmptyState title="No schedules yet">
      <p>Create one to run a job every night, every hour, or whenever a cron pattern says.</p>
      <Permitted to="operate">
        <p className="mt-4">
          <Button variant="primary" onClick={create}>
            Create the first schedule
          </Button>
        </p>
      </Permitted>
    </EmptyState>
  );
}

const commandsFor = 20;

function useScheduleCommands(rows: readonly Schedule[] | undefined): readonly UserCommand[] {
  const { pause, resume, runNow } = useScheduleActions();
  const mayOperate = useMay("operate");
  return useMemo(
    () =>
      ((mayOperate && rows) || []).slice(0, commandsFor).flatMap((schedule) => {
        const { scheduleId, paused } = schedule;
        const key = scheduleKey(schedule);
        return [
          { id: `run ${key}`, label: `Run ${scheduleId} now`, group: "Schedules", run: () => void runNow(schedule) },
          {
            id: `pause ${key}`,
            label: `${paused ? "Resume" : "Pause"} ${scheduleId}`,
            group: "Schedules",
            run: () => void (paused ? resume(schedule) : pause(schedule)),
          },
        ];
      }),
    [rows, pause, resume, runNow, mayOperate],
  );
}
