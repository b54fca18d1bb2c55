"use client";

import type { Health } from "@baton/contracts";
import { useMemo } from "react";
import useSWR from "swr";
import { fetchText } from "./api-client.ts";
import type { Loaded } from "./use-live-resource.ts";
import { readFirstPaint, readWire } from "./wire.ts";

const healthPath = "/api/health";
const readyPollMs = 5000;
const troublePollMs = 1500;

export function useHealth(initial: string | undefined): Loaded<Health> {
  const fallbackData = useMemo(
    () => (initial === undefined ? undefined : readFirstPaint("healthSchema", initial)),
    [initial],
  );
  const { data, error } = useSWR<Health, Error>(
    healthPath,
    async () => readWire("healthSchema", await fetchText(healthPath, [503])),
    {
      ...(fallbackData === undefined ? {} : { fallbackData }),
      refreshInterval: pollMs,
      onErrorRetry: (_err, _key, _config, revalidate, { retryCount }) => {
        setTimeout(() => void revalidate({ retryCount }), troublePollMs);
      },
    },
  );
  return { data, error };
}

// One function for all renderings: with another one the wait begins anew, and a page renders its clock every second.
function pollMs(latest: Health | undefined): number {
  return latest?.ready ? readyPollMs : troublePollMs;
}
