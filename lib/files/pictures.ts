import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileTypeFromBuffer } from "file-type";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { avatarBytesMax, pictureDecodeMsMax } from "@/lib/limits";

/** People's faces, cut to a square; the company's mark, which is shown whole. Each is a folder of the data. */
export type PictureKind = "avatars" | "marks";

const pictureTypes = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);

/** What the picture process says by its exit code when a picture breaks a limit. */
const pictureTooLargeExit = 3;

/**
 * Decodes the picture in a process of its own and keeps a small square of it.
 * @returns the key of the stored file
 * @throws AppError `too_large`, or `invalid` (`pictureUnreadable`) for what is no picture by its content
 */
export async function storePicture(kind: PictureKind, picture: Uint8Array): Promise<string> {
  if (picture.byteLength > avatarBytesMax) throw new AppError("too_large", "pictureTooLarge");
  const type = await fileTypeFromBuffer(picture);
  if (!type || !pictureTypes.has(type.mime)) throw new AppError("invalid", "pictureUnreadable");
  const square = await decodeApart(kind, picture);
  const key = randomUUID();
  await mkdir(folderOf(kind), { recursive: true });
  await writeFile(`${pathOf(kind, key)}.part`, square);
  await rename(`${pathOf(kind, key)}.part`, pathOf(kind, key));
  return key;
}

/** The bytes (WebP). @throws AppError `not_found` where the file is gone */
export const readPicture = (kind: PictureKind, key: string): Promise<Buffer> =>
  readFile(pathOf(kind, key)).catch(() => {
    throw notFound();
  });

export const deletePicture = (kind: PictureKind, key: string): Promise<void> => rm(pathOf(kind, key), { force: true });

const folderOf = (kind: PictureKind) => join(env().STAFFROOM_DATA, kind);
const pathOf = (kind: PictureKind, key: string) => join(folderOf(kind), `${key}.webp`);

/** The codec never runs in a process that holds a secret or a connection: it gets bytes and returns bytes. */
function decodeApart(kind: PictureKind, picture: Uint8Array): Promise<Buffer> {
  const entry = env().STAFFROOM_PICTURE;
  const fit = kind === "marks" ? "contain" : "cover";
  const child = spawn(process.execPath, [...pictureFlags(entry), entry, fit], {
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
