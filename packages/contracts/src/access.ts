import * as z from "zod";
import { tenantIdSchema } from "./job-request.ts";
import { limits } from "./limits.ts";

/** What a request may do; none of them includes another. */
export const permissionSchema = z.enum(["read", "submit", "operate", "administer"]);
export type Permission = z.infer<typeof permissionSchema>;

export const roleSchema = z.enum(["viewer", "operator", "admin"]);
export type Role = z.infer<typeof roleSchema>;

const byRole: Record<Role, readonly Permission[]> = {
  viewer: ["read"],
  operator: ["read", "submit", "operate"],
  admin: ["read", "submit", "operate", "administer"],
};

export function permissionsOf(role: Role): readonly Permission[] {
  return byRole[role];
}

/** Whose jobs, lock keys and schedules somebody sees and touches; of all others there is nothing to be seen. */
const tenantsSchema = z.union([z.literal("all"), z.array(tenantIdSchema).min(1).max(limits.tenantsOfOne)]);
export type Tenants = z.infer<typeof tenantsSchema>;

export function isTenantOf(tenants: Tenants, tenantId: string): boolean {
  return tenants === "all" || tenants.includes(tenantId);
}

type Rights = { role?: Role | undefined; tenants?: Tenants | undefined };

/** Whoever makes accounts could make one for any tenant. */
const adminsSeeAll = {
  check: ({ role, tenants = "all" }: Rights) => role !== "admin" || tenants === "all",
  told: { message: 'expected "all" for an admin', path: ["tenants"] },
};

/** Who is not named more is confined to the tenant of jobs that name none. */
function withTenants<T extends Rights & { role: Role }>(rights: T): T & { tenants: Tenants } {
  return { ...rights, tenants: rights.tenants ?? (rights.role === "admin" ? "all" : ["default"]) };
}

/** Records call somebody so where there are no accounts, and whoever has shown nothing. */
export function isReservedName(name: string): boolean {
  return name === "local" || name === "nobody";
}

/** Upper and lower case are one name. */
const accountNameSchema = z
  .string()
  .max(limits.accountNameChars)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/, "expected letters, digits and . _ @ + -, starting with a letter or digit")
  .transform((name) => name.toLowerCase());
/** Of an account that is made. */
const newNameSchema = accountNameSchema.refine((name) => !isReservedName(name), "expected another name");
const newPasswordSchema = z
  .string()
  .min(limits.minPasswordChars, `expected at least ${limits.minPasswordChars} characters`)
  .max(limits.maxPasswordChars);
const givenPasswordSchema = z.string().max(limits.maxPasswordChars);

/** `POST /api/auth/login`. A browser asks for a cookie, a program gets tokens. */
export const loginRequestSchema = z.strictObject({
  name: accountNameSchema,
  password: givenPasswordSchema,
  cookie: z.boolean().default(false),
});

/** `POST /api/auth/register`. */
export const registerRequestSchema = z.strictObject({
  name: newNameSchema,
  password: newPasswordSchema,
  /** Where registration is by invitation. */
  invite: z.string().max(200).optional(),
});

/** `POST /api/auth/password`: all other sessions of the account end. */
export const passwordChangeSchema = z.strictObject({ current: givenPasswordSchema, next: newPasswordSchema });

/** `POST /api/auth/refresh`. */
export const refreshRequestSchema = z.strictObject({ refreshToken: z.string().max(500) });

/** The access token goes into `Authorization: Bearer …`; the refresh token is good once. */
export const tokensSchema = z.object({
  accessToken: z.string(),
  tokenType: z.literal("Bearer"),
  expiresInSeconds: z.int(),
  refreshToken: z.string(),
});
/** What a log-in is answered; a browser has its cookie. */
export const loggedInSchema = z.union([tokensSchema, z.object({ name: z.string() })]);
export type AuthTokens = z.infer<typeof tokensSchema>;

/** `GET /api/auth/me`: who asks, and what they may do. `kind` `local`: there are no accounts. */
export const callerViewSchema = z.object({
  kind: z.enum(["local", "account", "key"]),
  name: z.string(),
  permissions: z.array(permissionSchema),
  tenants: tenantsSchema,
  /** Where an OpenID provider says who somebody is: its host. */
  provider: z.string().optional(),
});
export type CallerView = z.infer<typeof callerViewSchema>;

/** An account, without its secrets. Times are ISO 8601, UTC. */
export const accountViewSchema = z.object({
  name: z.string(),
  role: roleSchema,
  tenants: tenantsSchema,
  disabled: z.boolean(),
  createdAt: z.string(),
});
export type AccountView = z.infer<typeof accountViewSchema>;

/** `POST /api/auth/accounts`: made by an admin, who tells its owner the password. */
export const accountRequestSchema = z
  .strictObject({
    name: newNameSchema,
    password: newPasswordSchema,
    role: roleSchema.default("viewer"),
    /** `["default"]` unless it is said; an admin sees all. */
    tenants: tenantsSchema.optional(),
  })
  .refine(adminsSeeAll.check, adminsSeeAll.told)
  .transform(withTenants);

/** `GET /api/auth/accounts`. */
export const accountListSchema = z.object({ accounts: z.array(accountViewSchema) });

/** `PATCH /api/auth/accounts/{name}`. */
export const accountChangeSchema = z
  .strictObject({ role: roleSchema, tenants: tenantsSchema, disabled: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "expected role, tenants or disabled")
  .refine(adminsSeeAll.check, adminsSeeAll.told);
export type AccountChange = z.infer<typeof accountChangeSchema>;

/** `POST /api/auth/invites`: what the account that is made by it may do. */
export const inviteRequestSchema = z
  .strictObject({ role: roleSchema.default("viewer"), tenants: tenantsSchema.optional() })
  .refine(adminsSeeAll.check, adminsSeeAll.told)
  .transform(withTenants);
export const inviteSchema = z.object({ invite: z.string(), expiresAt: z.string() });

/** A time of being logged in: in a browser, or of a program with tokens. */
const sessionViewSchema = z.object({
  sessionId: z.string(),
  kind: z.enum(["browser", "program"]),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  expiresAt: z.string(),
  address: z.string().optional(),
  agent: z.string().optional(),
  /** The one that asks. */
  isThis: z.boolean(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** `GET /api/auth/sessions`: one's own, newest first. */
export const sessionListSchema = z.object({ sessions: z.array(sessionViewSchema) });

/** `POST /api/auth/keys`: for programs. */
export const apiKeyRequestSchema = z.strictObject({
  name: z.string().trim().min(1).max(limits.accountNameChars),
  scopes: z.array(permissionSchema.exclude(["administer"])).min(1),
  tenants: tenantsSchema.default(["default"]),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});

/** An API key, without its secret. */
const apiKeyViewSchema = z.object({
  keyId: z.string(),
  name: z.string(),
  scopes: z.array(permissionSchema),
  tenants: tenantsSchema,
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().optional(),
  /** Told to the minute. */
  lastUsedAt: z.string().optional(),
  revokedAt: z.string().optional(),
});
export type ApiKeyView = z.infer<typeof apiKeyViewSchema>;

/** `GET /api/auth/keys`. */
export const apiKeyListSchema = z.object({ keys: z.array(apiKeyViewSchema) });

/** The answer to `POST /api/auth/keys`: the only time that the key itself is told. */
export const madeApiKeySchema = apiKeyViewSchema.extend({ apiKey: z.string() });
export type MadeApiKey = z.infer<typeof madeApiKeySchema>;
