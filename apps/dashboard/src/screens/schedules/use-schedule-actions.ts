"use client";

import type { Schedule, SubmitResponse } from "@baton/contracts";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useAction } from "../../live/use-action.ts";
import { useConfirm } from "../../ui/confirm.tsx";
import { type ScheduleName, scheduleAddress, schedulesPath } from "./schedule-name.ts";

const refresh = [schedulesPath];

/** What can be done with a schedule at once. */
export function useScheduleActions() {
  const { run, running } = useAction();
  const confirm = useConfirm();
  const router = useRouter();
  const actions = useMemo(() => {
    const pause = async (name: ScheduleName): Promise<void> => {
      await run({
        path: scheduleAddress(name, "pause"),
        done: `${name.scheduleId} is paused`,
        failed: `${name.scheduleId} was not paused`,
        next: () => ({ label: "Undo", onClick: () => void resume(name) }),
        refresh,
      });
    };
    const resume = async (name: ScheduleName): Promise<void> => {
      await run({
        path: scheduleAddress(name, "resume"),
        done: `${name.scheduleId} goes on with its next time`,
        failed: `${name.scheduleId} does not go on`,
        next: () => ({ label: "Undo", onClick: () => void pause(name) }),
        refresh,
      });
    };
    const runNow = async (name: ScheduleName): Promise<void> => {
      await run({
        path: scheduleAddress(name, "run"),
        done: `A run of ${name.scheduleId} is submitted`,
        failed: `${name.scheduleId} was not run`,
        next: (answer) => {
          const { jobId } = answer as SubmitResponse;
          return { label: "Open job", onClick: () => router.push(`/jobs/${jobId}`) };
        },
        refresh,
      });
    };
    const remove = async (schedule: Schedule): Promise<void> => {
      const { scheduleId } = schedule;
      const confirmed = await confirm({
        title: `Delete ${scheduleId}?`,
        consequence: "Its next runs are not fired. Jobs that it has submitted stay. This cannot be undone.",
        action: "Delete schedule",
        danger: true,
      });
      if (!confirmed) return;
      await run({
        method: "DELETE",
        path: scheduleAddress(schedule),
        done: `${scheduleId} is deleted`,
        failed: `${scheduleId} was not deleted`,
        refresh,
      });
    };
    return { pause, resume, runNow, remove };
  }, [run, confirm, router]);
  return { ...actions, running };
}
