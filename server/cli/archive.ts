import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

/** What `manifest.json` of a backup says. A backup of another format is of another time. */
export const backupFormat = 1;

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const count = z.number().int().nonnegative();
const checksum = z.string().regex(/^[0-9a-f]{64}$/);

const tableSchema = z.strictObject({
  name,
  columns: z.array(name).min(1),
  rows: count,
  /** Of `tables/NAME.copy.gz`. */
  sha256: checksum,
});

const fileSchema = z.strictObject({
  /** Inside of the data folder. */
  path: z.string().regex(/^(?:avatars|marks|files)(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/),
  bytes: count,
  sha256: checksum,
});

export const manifestSchema = z.strictObject({
  format: z.literal(backupFormat),
  made_at: z.iso.datetime(),
  company: z.string(),
  /** The schema's migrations, as the database had them. */
  migrations: z.array(z.strictObject({ hash: checksum, at: count })).min(1),
  /** In an order in which each table comes after those that it refers to. */
  tables: z.array(tableSchema).min(1),
  sequences: z.array(z.strictObject({ table: name, column: name, last: count, is_called: z.boolean() })),
  files: z.array(fileSchema),
  /** Whether the installation's secret is in it, and by which mark it is known again. */
  secret: z.strictObject({ is_inside: z.boolean(), mark: checksum }),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TableEntry = z.infer<typeof tableSchema>;

export const tableFile = (table: string): string => `tables/${table}.copy.gz`;

/** A secret is known again by this; it cannot be told from it. */
export const secretMark = (secret: string): string =>
  createHash("sha256").update(`staffroom backup ${secret}`).digest("hex");

/** Counts what flows through it and sums it up. */
export class Meter extends Transform {
  bytes = 0;
  /** In PostgreSQL's text format each row ends with a line break, and no other byte is one. */
  lines = 0;
  private readonly hash = createHash("sha256");

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) this.lines++;
    this.hash.update(chunk);
    done(null, chunk);
  }

  sum(): string {
    return this.hash.digest("hex");
  }
}

/** Copies a file, readable by its owner alone. */
export async function copyMetered(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  const meter = new Meter();
  await pipeline(createReadStream(from), meter, createWriteStream(to, { mode: 0o600 }));
  return { bytes: meter.bytes, sha256: meter.sum() };
}

export async function sumOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
