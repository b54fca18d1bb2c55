"use client";

import type { Schedule } from "@baton/contracts";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useMay } from "../../access/caller-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { scheduleHref } from "./schedule-name.ts";
import { useScheduleActions } from "./use-schedule-actions.ts";

export function ScheduleActions({ schedule }: { schedule: Schedule }) {
  const { pause, resume, runNow, remove, running } = useScheduleActions();
  const mayOperate = useMay("operate");
  const { scheduleId, paused } = schedule;
  if (!mayOperate) return null;
  return (
    <div className="flex flex-wrap gap-1.5 sm:justify-end">
      <Button size="small" busy={running} onClick={() => void runNow(schedule)} aria-label={`Run now: ${scheduleId}`}>
        Run now
      </Button>
      <Button
        size="small"
        busy={running}
        onClick={() => void (paused ? resume(schedule) : pause(schedule))}
        aria-label={`${paused ? "Resume" : "Pause"} ${scheduleId}`}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      <Menu
        trigger={
          <Button size="small" className="px-1.5!" aria-label={`More for ${scheduleId}`}>
            <Ellipsis aria-hidden="true" />
          </Button>
        }
        items={[
          { label: "Edit", icon: <Pencil aria-hidden="true" />, href: scheduleHref(schedule) },
          {
            label: "Delete",
            icon: <Trash2 aria-hidden="true" />,
            danger: true,
            separated: true,
            onSelect: () => void remove(schedule),
          },
        ]}
      />
    </div>
  );
}
