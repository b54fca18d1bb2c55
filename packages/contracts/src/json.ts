import * as z from "zod";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Any JSON value. Written by hand because `z.json()` copies each value, which costs at 1 MiB. */
export const jsonSchema: z.ZodType<Json> = z.custom<Json>((value) => value !== undefined, "expected a JSON value");
