"use client";

import type { LockHistory } from "@baton/contracts";
import { useCallback, useMemo, useState } from "react";
import { useSWRConfig } from "swr";
import { fetchText } from "../../live/api-client.ts";
import { useLiveResource } from "../../live/use-live-resource.ts";
import { readWire } from "../../live/wire.ts";
import { keyHistoryResource } from "./key-history-resource.ts";

export type KeyHistory = {
  history: LockHistory | undefined;
  error: Error | undefined;
  /** Reads further back; there when there is more in the span. */
  more: { load: () => void; loading: boolean; error: string | undefined } | undefined;
};

/** A key's events in a span, live when it ends now. @param path of the span. */
export function useKeyHistory(
  path: string,
  { tenantId, lockKey }: { tenantId: string; lockKey: string },
  live: boolean,
  initial: string | undefined,
): KeyHistory {
  const { mutate } = useSWRConfig();
  const resource = useMemo(
    () => keyHistoryResource(path, { tenantId, lockKey }, live),
    [path, tenantId, lockKey, live],
  );
  const { data, error } = useLiveResource(resource, initial);
  const [state, setState] = useState<{ loading: boolean; error?: string }>({ loading: false });
  const cursor = data?.cursor;
  const load = useCallback(async () => {
    setState({ loading: true });
    try {
      const older = await readWire("lockHistorySchema", await fetchText(`${path}&cursor=${cursor}`));
      await mutate(path, resource.extend(older), { revalidate: false });
      setState({ loading: false });
    } catch (err) {
      setState({ loading: false, error: (err as Error).message });
    }
  }, [cursor, mutate, path, resource]);
  const more = { load: () => void load(), loading: state.loading, error: state.error };
  return { history: data, error, more: cursor === undefined ? undefined : more };
}
