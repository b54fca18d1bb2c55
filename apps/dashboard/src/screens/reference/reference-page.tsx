import { PageHeader } from "../../ui/page-header.tsx";
import type { ShownContent, ShownRoute } from "./routes-by-tag.ts";

export type ReferencePageProps = { groups: readonly { tag: string; routes: readonly ShownRoute[] }[] };

/** Every route of the REST API, from the description that programs read. */
export function ReferencePage({ groups }: ReferencePageProps) {
  return (
    <>
      <PageHeader
        title="API reference"
        description={
          <>
            Every route, as{" "}
            <a href="/api/openapi.json" className="underline">
              openapi.json
            </a>{" "}
            describes it. What does not go well is answered with a problem (RFC 9457) with a stable code.
          </>
        }
      />
      {groups.map(({ tag, routes }) => (
        <section key={tag} aria-labelledby={`tag-${tag}`} className="space-y-3">
          <h2 id={`tag-${tag}`} className="font-semibold text-base">
            {tag}
          </h2>
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-xs">
            {routes.map((route) => (
              <Route key={route.id} route={route} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Route({ route: { id, method, path, summary, access, parameters, body, answers } }: { route: ShownRoute }) {
  return (
    <li id={id} className="space-y-2 px-4 py-3">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <code className="wrap-anywhere font-medium font-mono text-sm">
          {method} {path}
        </code>
        <span className="text-sm">{summary}</span>
        <span className="ml-auto text-ink-faint text-xs">{accessText(access)}</span>
      </p>
      {parameters.length > 0 ? (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-xs">
          {parameters.map(({ name, place, type, required }) => (
            <li key={`${place} ${name}`}>
              <code className="font-mono text-ink">{name}</code> {place}
              {required ? ", required" : ""}: {type}
            </li>
          ))}
        </ul>
      ) : null}
      {body ? <Content title="Body" content={body} /> : null}
      {answers.map(({ status, content }) =>
        content ? (
          <Content key={status} title={status} content={content} />
        ) : (
          <p key={status} className="text-ink-soft text-xs">
            {status}, with nothing in it
          </p>
        ),
      )}
    </li>
  );
}

function Content({ title, content: { type, schema } }: { title: string; content: ShownContent }) {
  if (schema === undefined)
    return (
      <p className="text-ink-soft text-xs">
        {title}: {type}
      </p>
    );
  return (
    <details className="text-xs">
      <summary className="cursor-pointer text-ink-soft">
        {title}: {type}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse must be able to scroll it */}
      <pre tabIndex={0} className="mt-2 max-h-96 overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono">
        {schema}
      </pre>
    </details>
  );
}

function accessText(access: string): string {
  if (access === "public") return "for everybody";
  return access === "login" ? "for whoever is logged in" : `needs ${access}`;
}
