"use client";

import type { LiveState } from "../live/event-hub.ts";
import { useLiveState } from "../live/live-provider.tsx";
import { dotClasses } from "../ui/tone-classes.ts";
import type { Tone } from "../view/status-tone.ts";

const words: Record<LiveState, { tone: Tone; text: string; title: string }> = {
  connecting: { tone: "idle", text: "Connecting", title: "Opening the live stream" },
  live: { tone: "good", text: "Live", title: "Events appear as they are recorded" },
  paused: { tone: "waiting", text: "Polling", title: "The broker is away; the lists are read every few seconds" },
  disconnected: { tone: "bad", text: "Disconnected", title: "The dashboard's server does not answer; trying again" },
};

export function LiveIndicator() {
  const { tone, text, title } = words[useLiveState()];
  return (
    <span title={title} className="flex items-center gap-1.5 text-ink-soft text-xs">
      <span aria-hidden="true" className={`size-2 rounded-full ${dotClasses[tone]}`} />
      {text}
    </span>
  );
}
