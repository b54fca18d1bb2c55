import type { Loaded } from "../live/use-live-resource.ts";
import { LoadState } from "./load-state.tsx";

/** Stands where a table will be. */
export function LoadBox<T>(props: { loaded: Loaded<T>; what: string }) {
  if (props.loaded.data !== undefined) return null;
  return (
    <div className="rounded-xl border border-line bg-surface shadow-xs">
      <LoadState {...props} />
    </div>
  );
}
