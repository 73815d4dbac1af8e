import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileTypeFromBuffer } from "file-type";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { avatarBytesMax } from "@/lib/limits";
import { decodeApart } from "./decoding";
import { pictureTypes } from "./types";

/** People's faces, cut to a square; the company's mark, which is shown whole. Each is a folder of the data. */
export type PictureKind = "avatars" | "marks";

/**
 * Decodes the picture in a process of its own and keeps a small square of it.
 * @returns the key of the stored file
 * @throws AppError `too_large`, or `invalid` (`pictureUnreadable`) for what is no picture by its content
 */
export async function storePicture(kind: PictureKind, picture: Uint8Array): Promise<string> {
  if (picture.byteLength > avatarBytesMax) throw new AppError("too_large", "pictureTooLarge");
  const type = await fileTypeFromBuffer(picture);
  if (!type || !pictureTypes.has(type.mime)) throw new AppError("invalid", "pictureUnreadable");
  const square = await decodeApart(kind === "marks" ? "contain" : "cover", picture);
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
