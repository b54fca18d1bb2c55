/**
 * The address of a dashboard, without a slash at its end.
 * @throws {TypeError} that says what was expected.
 */
export function apiAddress(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new TypeError(`expected the address of a dashboard, as https://baton.example.org, got "${text}"`);
  }
  return url.href.replace(/\/+$/, "");
}

/** The address of a request: names of the path filled in, the query behind it. */
export function requestAddress(base: string, path: string, params: object = {}, query: object = {}): string {
  const names = new Map<string, unknown>(Object.entries(params));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(names.get(name))));
  const told = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(told.map(([name, value]): [string, string] => [name, String(value)]));
  return `${base}${filled}${search.size > 0 ? `?${search}` : ""}`;
}
