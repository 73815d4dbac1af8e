import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { fileTypeFromBuffer } from "file-type";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { avatarBytesMax, pictureDecodeMsMax } from "@/lib/limits";
import { getPerson } from "@/lib/people/data";

const pictureTypes = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);

/** What the picture process says by its exit code when a picture breaks a limit. */
export const pictureTooLargeExit = 3;

/**
 * Decodes the picture in a process of its own and keeps a small square of it.
 * @returns the key of the stored file
 * @throws AppError `too_large`, or `invalid` (`pictureUnreadable`) for what is no picture by its content
 */
export async function storeAvatar(picture: Uint8Array): Promise<string> {
  if (picture.byteLength > avatarBytesMax) throw new AppError("too_large", "pictureTooLarge");
  const type = await fileTypeFromBuffer(picture);
  if (!type || !pictureTypes.has(type.mime)) throw new AppError("invalid", "pictureUnreadable");
  const square = await decodeApart(picture);
  const key = randomUUID();
  await mkdir(folder(), { recursive: true });
  await writeFile(`${pathOf(key)}.part`, square);
  await rename(`${pathOf(key)}.part`, pathOf(key));
  return key;
}

/** The bytes (WebP) of somebody's picture. @throws AppError `not_found` where there is none, or no person to see */
export async function readAvatar(actor: Actor, personId: number): Promise<Buffer> {
  await getPerson(actor, personId);
  const [row] = await database()
    .select({ key: persons.avatarKey })
    .from(persons)
    .where(eq(persons.id, personId))
    .limit(1);
  if (!row?.key) throw notFound();
  return readFile(pathOf(row.key)).catch(() => {
    throw notFound();
  });
}

export const deleteAvatarFile = (key: string): Promise<void> => rm(pathOf(key), { force: true });

const folder = () => join(env().STAFFROOM_DATA, "avatars");
const pathOf = (key: string) => join(folder(), `${key}.webp`);

/** The codec never runs in a process that holds a secret or a connection: it gets bytes and returns bytes. */
function decodeApart(picture: Uint8Array): Promise<Buffer> {
  const entry = env().STAFFROOM_PICTURE;
  const child = spawn(process.execPath, [...pictureFlags(entry), entry], {
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
    stdio: ["pipe", "pipe", "ignore"],
    timeout: pictureDecodeMsMax,
    killSignal: "SIGKILL",
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(picture);
  return new Promise((resolve, reject) => {
    child.once("error", () => reject(new AppError("unavailable")));
    child.once("close", (code) => {
      if (code === 0 && chunks.length > 0) resolve(Buffer.concat(chunks));
      else if (code === pictureTooLargeExit) reject(new AppError("too_large", "pictureTooLarge"));
      else reject(new AppError("invalid", "pictureUnreadable"));
    });
  });
}

const pictureFlags = (entry: string) => (entry.endsWith(".ts") ? ["--import", "tsx"] : []);
