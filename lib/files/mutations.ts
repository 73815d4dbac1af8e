import { randomUUID } from "node:crypto";
import { open, rm, writeFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { files, workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { countAttempt } from "@/lib/auth/attempts";
import { AppError } from "@/lib/errors";
import {
  filesPerMessageMax,
  messageCharsMax,
  pictureFileBytesMax,
  previewBytesMin,
  previewSidePixels,
} from "@/lib/limits";
import { log } from "@/lib/log";
import { presentFile } from "./data";
import { decodeApart } from "./decoding";
import type { FileView } from "./schema";
import { type Spooled, spoolFile, spoolForm, type Upload } from "./spooling";
import { storage } from "./storage";
import { pictureTypes, typeOfFile } from "./types";

/**
 * Takes a file in. It is its owner's alone until a message carries it, and goes after a day where none does.
 * @throws AppError `too_large`, `unsupported_media_type`, `invalid`, `rate_limited`, `unavailable` (507 for a full disk)
 */
export async function uploadFile(actor: Actor, upload: Upload): Promise<FileView> {
  await countAttempt("uploads", String(actor.personId));
  return takeIn(actor, await spoolFile(upload, await fileBytesMax()));
}

/**
 * The plain form of a message with files: takes in each as by an upload of its own.
 * @param typed gets what was typed (`text`, `clientId`), also where a file is refused
 * @throws AppError as `uploadFile`, and `not_found` or `forbidden` before anything is read where they may not post there
 */
export async function uploadForm(
  actor: Actor,
  { roomId }: { roomId: number },
  upload: Upload,
  typed: Record<string, string>,
): Promise<FileView[]> {
  await requireRoom(actor, roomId, "post");
  const onField = (name: string, value: string) => Object.assign(typed, { [name]: value });
  const shape = { filesMax: filesPerMessageMax, fields: formFields, fieldBytesMax: 4 * messageCharsMax, onField };
  const spooled = await spoolForm(upload, await fileBytesMax(), shape);
  const files: FileView[] = [];
  try {
    for (const one of spooled) {
      await countAttempt("uploads", String(actor.personId));
      files.push(await takeIn(actor, one));
    }
  } finally {
    for (const { path } of spooled) await rm(path, { force: true });
  }
  return files;
}

const formFields = ["text", "clientId"];

async function takeIn(actor: Actor, spooled: Spooled): Promise<FileView> {
  const rest = [spooled.path];
  try {
    const contentType = await typeOfFile(spooled.path);
    const picture = await lookAt(spooled, contentType);
    if (picture?.preview) {
      rest.push(spooledPreview(spooled.path));
      await writeFile(spooledPreview(spooled.path), picture.preview, { flag: "wx", mode: 0o600, flush: true });
    }
    return await keep(actor, spooled, contentType, picture);
  } finally {
    for (const path of rest) await rm(path, { force: true });
  }
}

/** The key of a file's preview. */
export const previewOf = (key: string): string => `${key}.webp`;
/** A backup passes over what ends so. */
const spooledPreview = (path: string) => `${path}.webp.part`;

async function fileBytesMax(): Promise<number> {
  const [row] = await database()
    .select({ max: workspace.fileBytesMax })
    .from(workspace)
    .where(eq(workspace.id, 1))
    .limit(1);
  return row?.max ?? 0;
}

interface Picture {
  width: number;
  height: number;
  preview: Buffer | null;
}

/** Its size and, of a large one, a smaller one; null for what is no picture or cannot be read within the bounds. */
async function lookAt({ path, bytes }: Spooled, contentType: string): Promise<Picture | null> {
  if (!pictureTypes.has(contentType) || bytes > pictureFileBytesMax) return null;
  const handle = await open(path, "r");
  try {
    const answer = await decodeApart("preview", handle);
    const line = answer.indexOf("\n");
    const { width, height } = sizes.parse(JSON.parse(answer.subarray(0, line).toString("utf8")));
    const isSmall = Math.max(width, height) <= previewSidePixels && bytes <= previewBytesMin;
    return { width, height, preview: isSmall ? null : answer.subarray(line + 1) };
  } catch (error) {
    // What cannot be shown can be sent all the same: it is a card.
    if (!(error instanceof AppError)) log.warn({ err: error }, "a picture could not be looked at");
    return null;
  } finally {
    await handle.close();
  }
}

const sizes = z.object({ width: z.int().positive(), height: z.int().positive() });

/** The row comes first: whatever happens then, the clearing away knows of the bytes. */
async function keep(actor: Actor, spooled: Spooled, contentType: string, picture: Picture | null): Promise<FileView> {
  const id = randomUUID();
  const storageKey = `${id.slice(0, 2)}/${id}`;
  const hasPreview = picture?.preview != null;
  const values = {
    ownerId: actor.personId,
    name: spooled.name,
    bytes: spooled.bytes,
    contentType,
    widthPixels: picture?.width,
    heightPixels: picture?.height,
    storageKey,
    hasPreview,
  };
  const [row] = await database().insert(files).values(values).returning({ id: files.id });
  if (!row) throw new AppError("unavailable");
  try {
    if (hasPreview) await storage().put(previewOf(storageKey), spooledPreview(spooled.path));
    await storage().put(storageKey, spooled.path);
  } catch (error) {
    await forget(row.id, storageKey, hasPreview);
    throw error;
  }
  const { name, bytes } = spooled;
  const sizes = { width: picture?.width ?? null, height: picture?.height ?? null };
  return presentFile({ id: row.id, name, bytes, content_type: contentType, ...sizes, has_preview: hasPreview });
}

async function forget(id: number, storageKey: string, hasPreview: boolean): Promise<void> {
  try {
    if (hasPreview) await storage().remove(previewOf(storageKey));
    await database().delete(files).where(eq(files.id, id));
  } catch (error) {
    log.warn({ err: error, file: id }, "an upload that failed is left to the clearing away");
  }
}
