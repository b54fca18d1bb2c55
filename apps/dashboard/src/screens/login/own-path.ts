/** A path of this site, or its first page: nobody is led elsewhere by a link to the page for logging in. */
export function ownPath(from: string): string {
  const here = "http://here.invalid";
  const to = URL.parse(from, here);
  // `/..//evil.example` is a path of this site, and what is left of it when it has been resolved is not.
  const isOwn = to?.origin === here && from.startsWith("/") && !to.pathname.startsWith("//");
  return isOwn ? `${to.pathname}${to.search}${to.hash}` : "/";
}
