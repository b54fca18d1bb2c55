const defaultNamespace = "baton";

/** What a namespace calls its queues and exchanges: always prefixed. */
export function brokerName(namespace: string, name: string): string {
  return `${namespace}.${name}`;
}

/** Table names take letters and digits only, so the prefix is glued on: `t1JobInbox`. */
export function tableName(namespace: string, name: string): string {
  return namespace === defaultNamespace ? name : `${namespace}${name}`;
}

/** `t1-job-locks`; plain `job-locks` in the default namespace. */
export function containerName(namespace: string, name: string): string {
  return namespace === defaultNamespace ? name : `${namespace}-${name}`;
}
