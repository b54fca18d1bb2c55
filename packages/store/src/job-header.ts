/** What a job is, as far as lists show it; never changes. */
export type JobHeader = {
  jobId: string;
  tenantId: string;
  lockKey: string;
  type: string;
  name: string;
  priority: number;
  createdAt: string;
  submittedBy?: string;
  correlationId?: string;
};

export function headerColumns(header: JobHeader) {
  return {
    JobId: header.jobId,
    TenantId: header.tenantId,
    LockKey: header.lockKey,
    Type: header.type,
    Name: header.name,
    Priority: header.priority,
    CreatedAt: header.createdAt,
    SubmittedBy: header.submittedBy ?? "",
    CorrelationId: header.correlationId ?? "",
  };
}

export function headerFromColumns(row: Record<string, unknown>): JobHeader {
  const text = (name: string) => (row[name] as string | undefined) ?? "";
  return {
    jobId: text("JobId"),
    tenantId: text("TenantId"),
    lockKey: text("LockKey"),
    type: text("Type"),
    name: text("Name"),
    priority: Number(row["Priority"]),
    createdAt: text("CreatedAt"),
    ...(text("SubmittedBy") ? { submittedBy: text("SubmittedBy") } : {}),
    ...(text("CorrelationId") ? { correlationId: text("CorrelationId") } : {}),
  };
}

/** The header's fields of something that has more. */
export function headerOf(source: JobHeader): JobHeader {
  const { jobId, tenantId, lockKey, type, name, priority, createdAt, submittedBy, correlationId } = source;
  return {
    jobId,
    tenantId,
    lockKey,
    type,
    name,
    priority,
    createdAt,
    ...(submittedBy === undefined ? {} : { submittedBy }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}
