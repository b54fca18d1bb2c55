import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";

/** A page of the documents, named as seen from the clone's folder. */
export type Page = { file: string; text: string };

/** What tells of each package that is installed is made by a tool and no page to read. */
const made = ["docs/licences.md"];

const frontPages = ["README.md", "CONTRIBUTING.md"];

/** README, CONTRIBUTING and every page of docs/, decisions among them. */
export function documents(): Page[] {
  const docs = readdirSync(path.join(cloneFolder, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.split(path.sep).join("/")}`)
    .filter((file) => !made.includes(file))
    .sort();
  return [...frontPages, ...docs].map((file) => ({ file, text: readFileSync(path.join(cloneFolder, file), "utf8") }));
}

/** The fenced blocks of a language. */
export function blocksOf({ text }: Page, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, name, block = ""]) =>
    name === language ? [block] : [],
  );
}

/** A page's text without what stands in fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(/^```.*?^```$/gms, "");
}

/** The anchors that GitHub gives to a page's headings. */
export function anchorsOf(page: Page): string[] {
  const headings = proseOf(page).match(/^#{1,6} .+$/gm) ?? [];
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const plain = heading.replace(/^#+ /, "").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const anchor = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** What a page links to, and which pictures it shows: targets as they stand there. */
export function linksOf(page: Page): string[] {
  const prose = proseOf(page).replaceAll(/`[^`]*`/g, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const pictures = [...prose.matchAll(/<img [^>]*src="([^"]+)"/g)].map(([, target = ""]) => target);
  return [...links, ...pictures];
}
