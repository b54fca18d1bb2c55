import type { ApiRoutes } from "@baton/contracts";
import type * as z from "zod";

/** Every path of the API; `{name}` stands for one segment. */
export type ApiPath = keyof ApiRoutes;
export type MethodOf<Path extends ApiPath> = keyof ApiRoutes[Path] & string;

type RouteOf<Path extends ApiPath, Method extends MethodOf<Path>> = ApiRoutes[Path][Method];
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type Sent<Content> = Content extends z.ZodType ? z.input<Content> : never;
type Read<Content> = Content extends z.ZodType ? z.output<Content> : unknown;
type Values<T> = T[keyof T];

/** What a route answers when it goes well. */
export type AnswerOf<Path extends ApiPath, Method extends MethodOf<Path>> =
  RouteOf<Path, Method> extends { answers: infer Answers }
    ? Values<{ [Status in keyof Answers]: Read<Answers[Status]> }>
    : never;

/** What a route takes: its path's names, its query, its body. */
export type RequestOf<Path extends ApiPath, Method extends MethodOf<Path>> = ([NamesIn<Path>] extends [never]
  ? { params?: undefined }
  : { params: Record<NamesIn<Path>, string> }) &
  (RouteOf<Path, Method> extends { query: infer Query } ? { query?: Sent<Query> } : { query?: undefined }) &
  (RouteOf<Path, Method> extends { body: infer Body } ? { body: Sent<Body> } : { body?: undefined });
