type Schema = Record<string, unknown>;
type Content = Record<string, { schema?: Schema }>;
type Operation = {
  operationId: string;
  summary: string;
  tags: string[];
  "x-access": string;
  parameters: { name: string; in: "path" | "query" | "header"; required: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description?: string; content?: Content }>;
};

/** What of an OpenAPI document the page reads. */
export type ApiDescription = { paths: Record<string, Record<string, Operation>> };

export type ShownRoute = {
  id: string;
  method: string;
  path: string;
  summary: string;
  access: string;
  parameters: { name: string; place: string; type: string; required: boolean }[];
  body: ShownContent | undefined;
  answers: { status: string; content: ShownContent | undefined }[];
};

/** `schema`: JSON Schema, as text. */
export type ShownContent = { type: string; schema: string | undefined };

/** The routes under the first word of their paths, in the order of both. */
export function routesByTag({ paths }: ApiDescription): { tag: string; routes: ShownRoute[] }[] {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0] ?? "",
      route: shown(method, path, operation),
    })),
  );
  const byTag = Map.groupBy(routes, ({ tag }) => tag);
  return [...byTag].map(([tag, group]) => ({ tag, routes: group.map(({ route }) => route) }));
}

function shown(method: string, path: string, operation: Operation): ShownRoute {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    summary,
    access: operation["x-access"],
    parameters: parameters.map(({ name, in: place, required, schema }) => ({
      name,
      place,
      required,
      type: typeText(schema),
    })),
    body: requestBody && contentOf(requestBody.content),
    answers: Object.entries(responses)
      .filter(([status, answer]) => isOwn(status, answer.content))
      .map(([status, { content }]) => ({ status, content: content && contentOf(content) })),
  };
}

/** Not one that every route may give. */
function isOwn(status: string, content: Content | undefined): boolean {
  return status !== "default" && status !== "304" && content?.["application/problem+json"] === undefined;
}

function contentOf(content: Content): ShownContent | undefined {
  const [first] = Object.entries(content);
  if (!first) return undefined;
  const [type, { schema }] = first;
  return { type, schema: schema && JSON.stringify(schema, undefined, 2) };
}

function typeText({ type, enum: values, default: preset }: Schema): string {
  const kind = Array.isArray(values) ? values.join(" | ") : String(type ?? "text");
  return preset === undefined ? kind : `${kind}, default ${String(preset)}`;
}
