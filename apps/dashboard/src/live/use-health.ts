"use client";

import type { Health } from "@baton/contracts";
import { useMemo } from "react";
import useSWR from "swr";
import { fetchText } from "./api-client.ts";
import { healthPath, readHealth } from "./resources.ts";
import type { Loaded } from "./use-live-resource.ts";

const readyPollMs = 5000;
const troublePollMs = 1500;

export function useHealth(initial: string | undefined): Loaded<Health> {
  const fallbackData = useMemo(() => (initial === undefined ? undefined : readHealth(initial)), [initial]);
  const { data, error } = useSWR<Health, Error>(
    healthPath,
    async () => readHealth(await fetchText(healthPath, [503])),
    {
      ...(fallbackData === undefined ? {} : { fallbackData }),
      refreshInterval: (latest) => (latest?.ready ? readyPollMs : troublePollMs),
      onErrorRetry: (_err, _key, _config, revalidate, { retryCount }) => {
        setTimeout(() => void revalidate({ retryCount }), troublePollMs);
      },
    },
  );
  return { data, error };
}
