import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Redis } from "ioredis";
import { type Env, parseEnv } from "@/lib/env";
import { bytesOf } from "@/lib/i18n/amount";
import { freeBytesMin } from "@/lib/limits";
import type { Shell } from "../shell";
import { lookAtDatabase } from "./database";
import { type Notes, whyOf } from "./finding";

/** Less than so many times what is called full is worth a word. */
const scarceTimes = 5;
const nodeMin = [20, 19] as const;

export interface Here {
  /** Where the server of this folder listens. */
  server: string;
  /** How far the database's clock is ahead of this machine's, in milliseconds, where it was asked. */
  databaseAheadMs: number | null;
}

/** Whether a server lives in this folder, or is configured in this environment. */
export const livesHere = (shell: Shell): boolean =>
  Boolean(shell.env.DATABASE_URL || shell.env.STAFFROOM_DATA) || existsSync(join(shell.root, "data/database.json"));

/** What only this machine can tell of its server. */
export async function lookHere(shell: Shell, notes: Notes): Promise<Here> {
  lookAtNode(notes);
  const env = readConfiguration(shell, notes);
  const data = resolve(shell.root, env.STAFFROOM_DATA);
  lookAtData(data, env, notes);
  await lookAtDisk(shell, data, notes);
  const databaseAheadMs = await lookAtDatabase(shell, env, data, notes);
  await lookAtBus(env, data, databaseAheadMs !== null, notes);
  const host = ["0.0.0.0", "::", "[::]"].includes(env.HOST) ? "127.0.0.1" : env.HOST;
  return { server: `http://${host.includes(":") ? `[${host}]` : host}:${env.PORT}`, databaseAheadMs };
}

function lookAtNode(notes: Notes): void {
  const { node } = notes.words;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const version = process.versions.node;
  if (major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])) notes.well("node", node.well, { version });
  else notes.broken("node", node.old, { version }, node.oldMend);
}

/** Each bad variable by itself; what remains is looked at as if those had been left out. */
function readConfiguration(shell: Shell, notes: Notes): Env {
  const { configuration } = notes.words;
  const source = { ...shell.env };
  try {
    const env = parseEnv(source);
    notes.well("configuration", configuration.well);
    return env;
  } catch (error) {
    for (const line of (error instanceof Error ? error.message : String(error)).split("\n")) {
      notes.broken("configuration", line, undefined, configuration.mend);
      delete source[line.split(" ")[0] ?? ""];
    }
  }
  try {
    return parseEnv(source);
  } catch {
    return parseEnv({});
  }
}

function lookAtData(data: string, env: Env, notes: Notes): void {
  const words = notes.words.data;
  const path = data;
  const isThere = existsSync(env.DATABASE_URL ? data : join(data, "database.json"));
  if (!isThere) notes.broken("data", words.missing, { path }, words.missingMend);
  else if (mayWrite(data)) notes.well("data", words.well, { path });
  else notes.broken("data", words.closed, { path }, words.closedMend);
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function lookAtDisk(shell: Shell, data: string, notes: Notes): Promise<void> {
  const { disk } = notes.words;
  // Where nothing is yet, the disk of the folder above is the one that will be used.
  const path = existsSync(data) ? data : shell.root;
  const { bavail, blocks, bsize } = await statfs(path);
  const [free, total] = [bavail * bsize, blocks * bsize];
  const params = { free: bytesOf(shell.locale, free), total: bytesOf(shell.locale, total) };
  if (free < freeBytesMin) notes.broken("disk", disk.full, params, disk.mend, { path });
  else if (free < freeBytesMin * scarceTimes) notes.warn("disk", disk.well, params, disk.mend, { path });
  else notes.well("disk", disk.well, params);
}

/** @param hasDatabase it answers, and so carries the news where there is no Redis */
async function lookAtBus(env: Env, data: string, hasDatabase: boolean, notes: Notes): Promise<void> {
  const { bus } = notes.words;
  const url = env.REDIS_URL ?? privateSocket(data);
  if (!url && hasDatabase) notes.well("bus", bus.none);
  if (!url && !hasDatabase) notes.skip("bus", notes.words.skippedDatabase);
  if (!url) return;
  try {
    await pingRedis(url);
    notes.well("bus", bus.well);
  } catch (error) {
    notes.broken("bus", bus.away, { where: withoutSecret(url), why: whyOf(error) }, bus.awayMend);
  }
}

/** The socket of the Redis that the supervisor has started for itself. */
function privateSocket(data: string): string | undefined {
  const file = join(data, "redis.run");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n")[1] : undefined;
}

const redisMs = 3_000;

async function pingRedis(url: string): Promise<void> {
  const path = url.startsWith("unix://") ? url.slice("unix://".length) : url.startsWith("/") ? url : undefined;
  const options = { lazyConnect: true, connectTimeout: redisMs, commandTimeout: redisMs, retryStrategy: () => null };
  const redis = path ? new Redis({ ...options, path }) : new Redis(url, options);
  let why: unknown;
  redis.on("error", (error) => {
    why = error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw why ?? error;
  } finally {
    redis.disconnect();
  }
}

function withoutSecret(url: string): string {
  if (!URL.canParse(url)) return url;
  const shown = new URL(url);
  if (shown.password) shown.password = "…";
  return decodeURI(shown.href);
}
