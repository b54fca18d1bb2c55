import { TableClient, type TableEntity, TableServiceClient } from "@azure/data-tables";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { containerName, tableName } from "@baton/runtime";

type Row = Record<string, unknown>;
type Blob = { name: string; isAppended: boolean; content: string; metadata: Record<string, string> };

/** Everything that a namespace has stored, as JSON: tables' rows with the types of their columns, and blobs as text. */
export type StoredCopy = { tables: Record<string, Row[]>; containers: Record<string, Blob[]> };

type Place = { namespace: string; env: Record<string, string> };

const insecure = { allowInsecureConnection: true };

export async function readStored({ namespace, env }: Place): Promise<StoredCopy> {
  const address = addressOf(env);
  const copy: StoredCopy = { tables: {}, containers: {} };
  for await (const { name = "" } of TableServiceClient.fromConnectionString(address, insecure).listTables())
    if (name.startsWith(namespace)) copy.tables[name.slice(namespace.length)] = await rowsOf(address, name);
  const blobs = BlobServiceClient.fromConnectionString(address);
  const prefix = containerName(namespace, "");
  for await (const { name } of blobs.listContainers({ prefix }))
    copy.containers[name.slice(prefix.length)] = await blobsOf(blobs.getContainerClient(name));
  return copy;
}

/** Into a namespace that nobody has used. */
export async function writeStored({ namespace, env }: Place, copy: StoredCopy): Promise<void> {
  const address = addressOf(env);
  for (const [name, rows] of Object.entries(copy.tables)) {
    const table = TableClient.fromConnectionString(address, tableName(namespace, name), insecure);
    await table.createTable();
    for (const row of rows) await table.createEntity(row as TableEntity);
  }
  const blobs = BlobServiceClient.fromConnectionString(address);
  for (const [name, contents] of Object.entries(copy.containers)) {
    const container = blobs.getContainerClient(containerName(namespace, name));
    await container.create();
    for (const blob of contents) await put(container, blob);
  }
}

async function rowsOf(address: string, name: string): Promise<Row[]> {
  const rows: Row[] = [];
  const entities = TableClient.fromConnectionString(address, name, insecure).listEntities<Row>({
    disableTypeConversion: true,
  });
  for await (const { etag: _, timestamp: __, ...row } of entities) rows.push(row);
  return rows;
}

async function blobsOf(container: ContainerClient): Promise<Blob[]> {
  const blobs: Blob[] = [];
  for await (const { name, properties, metadata = {} } of container.listBlobsFlat({ includeMetadata: true })) {
    const content = properties.contentLength ? await container.getBlobClient(name).downloadToBuffer() : "";
    blobs.push({ name, isAppended: properties.blobType === "AppendBlob", content: content.toString(), metadata });
  }
  return blobs;
}

async function put(container: ContainerClient, { name, isAppended, content, metadata }: Blob): Promise<void> {
  const bytes = Buffer.from(content);
  if (!isAppended) {
    await container.getBlockBlobClient(name).uploadData(bytes, { metadata });
    return;
  }
  const blob = container.getAppendBlobClient(name);
  await blob.create();
  await blob.appendBlock(bytes, bytes.length);
}

function addressOf(env: Record<string, string>): string {
  return env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
}
