/** Whether an address is one of these paths, whatever its query is. */
export function isAt(paths: readonly string[], address: string): boolean {
  return paths.some((path) => address === path || address.startsWith(`${path}?`));
}
