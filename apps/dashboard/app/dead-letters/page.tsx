import type { Metadata } from "next";
import { addressOf, groupsPath, groupsQuery } from "../../src/screens/dead-letters/dead-letter-filter.ts";
import { DeadLettersPage } from "../../src/screens/dead-letters/dead-letters-page.tsx";
import { inTime, textOf } from "../../src/server/first-paint.ts";
import { services } from "../../src/server/services.ts";

export const metadata: Metadata = { title: "Dead letters" };

export default async function DeadLettersRoute({ searchParams }: PageProps<"/dead-letters">) {
  const asked = await searchParams;
  const textOfQuery = (name: string) => (typeof asked[name] === "string" ? asked[name] : "");
  const [key, tenant, text] = [textOfQuery("key"), textOfQuery("tenant"), textOfQuery("text")];
  const query = groupsQuery({ type: "", key, tenant, text });
  const groups = await inTime(services().queries.deadLetterGroups(query));
  return <DeadLettersPage initial={{ address: addressOf(groupsPath, query), groups: textOf(groups) }} />;
}
