import type { Actor } from "@/lib/access/actor";
import { whileAllowed } from "@/lib/access/watching";
import { readSession } from "@/lib/auth/sessions";
import { AppError, notFound, unauthenticated } from "@/lib/errors";
import { watchedBytesMin } from "@/lib/limits";
import { findFile } from "./data";
import { previewOf } from "./mutations";
import { dispositionOf } from "./names";
import { rangeOf } from "./ranges";
import type { FileView } from "./schema";
import { type ByteRange, storage } from "./storage";
import { servedType } from "./types";

interface Served {
  status: number;
  body: ReadableStream<Uint8Array> | null;
  headers: Record<string, string>;
}

/**
 * The bytes of a file, whole or the range that is asked for, for whoever may see it at this moment. Pictures, video and
 * audio show in a page all the same; opened by itself it is a download without rights of any kind.
 * @throws AppError `not_found`, `invalid` (416, `rangeOutside`)
 */
export async function serveFile(actor: Actor, fileId: number, asked: Headers): Promise<Served> {
  const { file, storageKey } = await findFile(actor, fileId);
  const tag = `"f${file.id}"`;
  const headers = { ...common(tag), "accept-ranges": "bytes", "content-disposition": dispositionOf(file.name) };
  if (isKnown(asked, tag)) return { status: 304, body: null, headers };
  const wanted = asked.get("if-range") ?? tag;
  const range = wanted === tag ? rangeOf(asked.get("range"), file.size) : null;
  if (range === "outside") throw new AppError("invalid", "rangeOutside", { status: 416, params: { bytes: file.size } });
  const told = { ...headers, "content-type": servedType(file.content_type) };
  if (range === null)
    return {
      status: 200,
      body: await read(actor, file, storageKey),
      headers: { ...told, "content-length": String(file.size) },
    };
  const part = {
    "content-length": String(range.last - range.first + 1),
    "content-range": `bytes ${range.first}-${range.last}/${file.size}`,
  };
  return { status: 206, body: await read(actor, file, storageKey, range), headers: { ...told, ...part } };
}

/** What takes its time goes on only while a request of its own would find it. */
async function read(actor: Actor, file: FileView, storageKey: string, range?: ByteRange) {
  const bytes = await storage().read(storageKey, range);
  const bytesAsked = range ? range.last - range.first + 1 : file.size;
  if (bytesAsked <= watchedBytesMin) return bytes;
  return whileAllowed(bytes, async () => {
    const now = await readSession(actor.sessionId);
    if (!now || now.mustSecure) throw unauthenticated();
    await findFile(now, file.id);
  });
}

/** The smaller WebP of a large picture. @throws AppError `not_found` where there is none, too */
export async function servePreview(actor: Actor, fileId: number, asked: Headers): Promise<Served> {
  const { file, storageKey } = await findFile(actor, fileId);
  if (file.preview_url === null) throw notFound();
  const tag = `"p${file.id}"`;
  const headers = { ...common(tag), "content-disposition": dispositionOf(`${file.name}.webp`) };
  if (isKnown(asked, tag)) return { status: 304, body: null, headers };
  const body = await storage().read(previewOf(storageKey));
  return { status: 200, body, headers: { ...headers, "content-type": "image/webp" } };
}

/** A browser may keep the bytes, but asks each time whether they are still for it; nothing on the way changes them. */
const common = (tag: string): Record<string, string> => ({
  etag: tag,
  "cache-control": "private, no-cache, no-transform",
  "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  vary: "cookie, authorization",
});

/** RFC 9110, 13.1.2. */
const isKnown = (asked: Headers, tag: string): boolean =>
  (asked.get("if-none-match") ?? "").split(",").some((known) => known.trim().replace(/^W\//, "") === tag);
