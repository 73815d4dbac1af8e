import { z } from "zod";

const portRule = "must be a whole number from 0 to 65535";

const addressRule = "must be an address such as chat@example.com or Chat <chat@example.com>";

/**
 * Every environment variable that the running product reads, parsed once before anything starts.
 * `npm start` fills in what is left out (the embedded database, the bus, the secret) for its children.
 */
const variables = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://")
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^(rediss?:\/\/|unix:\/\/|\/)/, "must start with redis://, rediss:// or be the path of a unix socket")
    .optional(),
  STAFFROOM_SECRET: z.string().min(32, "needs at least 32 characters").optional(),
  STAFFROOM_URL: z.url("must be an address such as https://chat.example.com").optional(),
  STAFFROOM_DATA: z.string().min(1).default("./data"),
  STAFFROOM_TRUST_PROXY: z.stringbool().default(false),
  STAFFROOM_LOG: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  /** The company's mail server; without it links are shown to be handed over. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s/]+\/?$/, "must start with smtp:// or smtps:// and name a server")
    .refine((url) => URL.canParse(url), "must start with smtp:// or smtps:// and name a server")
    .optional(),
  /** Whom letters are from. */
  MAIL_FROM: z
    .string()
    .refine((value) => z.email().safeParse(/^[^<>\r\n]*<([^<>\s]+)>$/.exec(value)?.[1] ?? value).success, addressRule)
    .optional(),
  /** A bucket of an S3 server for the files of messages; without one they lie in the data folder. */
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/, "must be the name of a bucket")
    .optional(),
  /** Left out, it is Amazon's own. */
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an address such as https://s3.example.com" })
    .refine((url) => !/[?#@]/.test(url), "must be an address such as https://s3.example.com")
    .optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "must be a region such as eu-central-1")
    .default("us-east-1"),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  /** The script of the process that decodes pictures; tests run it from its source. */
  STAFFROOM_PICTURE: z.string().min(1).default(".build/picture.mjs"),
  /** Where the live sidecar listens on the loopback interface; the supervisor chooses it. */
  STAFFROOM_LIVE_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Whoever reads /metrics shows it; without it they are shown to this machine alone. */
  STAFFROOM_METRICS_TOKEN: z.string().min(16, "needs at least 16 characters").optional(),
  HOST: z.string().min(1).default("0.0.0.0"),
  PORT: z.coerce.number(portRule).int(portRule).min(0, portRule).max(65_535, portRule).default(3000),
});

const bucketVariables = ["S3_ENDPOINT", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;

const envSchema = variables
  .refine((env) => env.SMTP_URL === undefined || env.MAIL_FROM !== undefined, {
    path: ["MAIL_FROM"],
    message: "is missing: letters need a sender",
  })
  .superRefine((env, context) => {
    const missing = (name: keyof Env, why: string) =>
      context.addIssue({ code: "custom", path: [name], message: `is missing: ${why}` });
    if (env.S3_BUCKET && !env.S3_ACCESS_KEY_ID) missing("S3_ACCESS_KEY_ID", "the bucket asks who comes");
    if (env.S3_BUCKET && !env.S3_SECRET_ACCESS_KEY) missing("S3_SECRET_ACCESS_KEY", "the bucket asks who comes");
    if (!env.S3_BUCKET && bucketVariables.some((name) => env[name] !== undefined))
      missing("S3_BUCKET", "files would lie on the disk");
  });

export type Env = z.infer<typeof variables>;

const goodValue: Partial<Record<keyof Env, string>> = {
  DATABASE_URL: "DATABASE_URL=postgres://user:password@localhost:5432/staffroom",
  REDIS_URL: "REDIS_URL=redis://localhost:6379",
  STAFFROOM_SECRET: 'STAFFROOM_SECRET="$(openssl rand -base64 48)"',
  STAFFROOM_URL: "STAFFROOM_URL=https://chat.example.com",
  STAFFROOM_TRUST_PROXY: "STAFFROOM_TRUST_PROXY=true",
  STAFFROOM_LOG: "STAFFROOM_LOG=info",
  SMTP_URL: "SMTP_URL=smtp://user:password@mail.example.com:587",
  MAIL_FROM: 'MAIL_FROM="Chat <chat@example.com>"',
  S3_BUCKET: "S3_BUCKET=staffroom",
  S3_ENDPOINT: "S3_ENDPOINT=https://s3.example.com",
  S3_REGION: "S3_REGION=eu-central-1",
  S3_ACCESS_KEY_ID: "S3_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
  S3_SECRET_ACCESS_KEY: "S3_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
  STAFFROOM_LIVE_PORT: "STAFFROOM_LIVE_PORT=3001",
  STAFFROOM_METRICS_TOKEN: 'STAFFROOM_METRICS_TOKEN="$(openssl rand -hex 24)"',
  PORT: "PORT=3000",
};

/** @throws Error with one line for each bad variable: its name, what is wrong, and an assignment that works. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = envSchema.safeParse(filled);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => explain(String(issue.path[0]), issue.message)).join("\n"));
}

let current: Env | undefined;

/** The environment of this process, parsed on first use. */
export function env(): Env {
  current ??= parseEnv(process.env);
  return current;
}

/** The database's address, which the supervisor gives to every child. */
export function databaseUrl(): string {
  const url = env().DATABASE_URL;
  if (!url) throw new Error(explain("DATABASE_URL", "is missing"));
  return url;
}

/** The port of the live sidecar, which the supervisor gives to it. */
export function livePort(): number {
  const port = env().STAFFROOM_LIVE_PORT;
  if (port === undefined) throw new Error(explain("STAFFROOM_LIVE_PORT", "is missing"));
  return port;
}

/** The secret that signs session cookies and access tokens, which the supervisor gives to every child. */
export function secret(): string {
  const value = env().STAFFROOM_SECRET;
  if (!value) throw new Error(explain("STAFFROOM_SECRET", "is missing"));
  return value;
}

function explain(name: string, problem: string): string {
  const example = goodValue[name as keyof Env];
  return `${name} ${problem}.${example ? ` For example: ${example}` : ""}`;
}
