import type { Loaded } from "../../live/use-live-resource.ts";

/** What stands beside a panel's title: what there is to say of its data, or that it is old. */
export function asOf<T>({ data, error }: Loaded<T>, text: (data: T) => string): string {
  if (data === undefined) return "";
  return error ? "may be out of date" : text(data);
}
