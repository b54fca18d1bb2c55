import type { TableClient } from "@azure/data-tables";

/** What is used of the SDK's client of a table: what a store in its place must be able to do. */
export type Table = Pick<
  TableClient,
  | "tableName"
  | "getEntity"
  | "createEntity"
  | "updateEntity"
  | "upsertEntity"
  | "deleteEntity"
  | "submitTransaction"
  | "listEntities"
>;
