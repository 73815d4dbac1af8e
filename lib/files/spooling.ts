import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { freeBytesMin, uploadFrameBytesMax } from "@/lib/limits";
import { diskProblem } from "./disk";
import { cleanFileName } from "./names";

/** The body of a request as it comes in. */
export interface Upload {
  contentType: string;
  /** As the sender says, or null. */
  contentLength: number | null;
  body: ReadableStream<Uint8Array> | null;
}

export function uploadOf({ headers, body }: Request): Upload {
  const length = headers.get("content-length");
  const contentLength = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  return { contentType: headers.get("content-type") ?? "", contentLength, body };
}

/** A file that has arrived whole, on this machine's disk. */
export interface Spooled {
  name: string;
  bytes: number;
  path: string;
}

export const spoolFolder = (): string => join(env().STAFFROOM_DATA, "files", "incoming");

/** What a form may hold besides its files. */
interface Shape {
  filesMax: number;
  /** Names of its fields; any other is refused. */
  fields: readonly string[];
  /** Is told of each field as it comes, so that it is known where a file fails, too. */
  onField?: (name: string, value: string) => void;
  /** A field's bytes at most. */
  fieldBytesMax: number;
}

/**
 * Writes the one file of a form to the disk as it comes, and holds nothing of it in memory. Of what does not arrive whole
 * nothing stays.
 * @throws AppError `too_large`, `unsupported_media_type`, `invalid` (400), `unavailable` (507 where the disk is full)
 */
export async function spoolFile(upload: Upload, bytesMax: number): Promise<Spooled> {
  const [file] = await spoolForm(upload, bytesMax, { filesMax: 1, fields: [], fieldBytesMax: 0 });
  if (!file) throw missing();
  return file;
}

/** The same of a form with several files, or none, beside the fields that it may have. @throws as `spoolFile` */
export async function spoolForm(upload: Upload, bytesMax: number, shape: Shape): Promise<Spooled[]> {
  if ((upload.contentLength ?? 0) > formBytesMax(bytesMax, shape)) throw tooLargeFor(bytesMax);
  const paths: string[] = [];
  try {
    await makeSpace(upload.contentLength ?? 0);
    return await receive(upload, bytesMax, shape, paths);
  } catch (error) {
    for (const path of paths) await rm(path, { force: true });
    throw error instanceof AppError ? error : diskProblem(error);
  }
}

const formBytesMax = (bytesMax: number, { filesMax, fields, fieldBytesMax }: Shape) =>
  filesMax * bytesMax + fields.length * fieldBytesMax + uploadFrameBytesMax;

const tooLargeFor = (bytesMax: number) =>
  new AppError("too_large", "attachmentTooLarge", { params: { n: Math.floor(bytesMax / 1024 / 1024) } });

/** PostgreSQL stops where the disk is full: what people send never takes the last of it. */
async function makeSpace(bytes: number): Promise<void> {
  await mkdir(spoolFolder(), { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(spoolFolder());
  if (bavail * bsize - bytes < freeBytesMin) throw new AppError("unavailable", "diskFull", { status: 507 });
}

async function receive(upload: Upload, bytesMax: number, shape: Shape, paths: string[]): Promise<Spooled[]> {
  const stopping = new AbortController();
  // Each file's way to the disk listens to it.
  setMaxListeners(shape.filesMax + 10, stopping.signal);
  const stop = (error: AppError) => stopping.abort(error);
  const form = openForm(upload.contentType, bytesMax, shape);
  const counter = countingUpTo(formBytesMax(bytesMax, shape), () => stop(tooLargeFor(bytesMax)));
  const writing: Promise<Spooled>[] = [];
  form.on("file", (field, file, name) => {
    // A chooser in which nothing was chosen is sent all the same.
    if (field === "file" && !name && shape.fields.length > 0) return void file.resume();
    file.on("limit", () => stop(tooLargeFor(bytesMax)));
    const path = join(spoolFolder(), `${randomUUID()}.part`);
    paths.push(path);
    const target = createWriteStream(path, { flags: "wx", mode: 0o600, flush: true });
    const written = pipeline(file, target, { signal: stopping.signal }).then(() =>
      arrivedAs(path, name, file.bytesRead),
    );
    writing.push(written);
    written.catch((error: unknown) => stop(error instanceof AppError ? error : diskProblem(error)));
    if (field !== "file" || !name) stop(missing());
  });
  form.on("field", (name, value, _isNameCut, isCut) => {
    if (!shape.fields.includes(name) || isCut) stop(missing());
    else shape.onField?.(name, value);
  });
  for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) form.on(limit, () => stop(missing()));
  try {
    await pipeline(streamOf(upload), counter, form, { signal: stopping.signal });
    const files = await Promise.all(writing);
    if (upload.contentLength !== null && upload.contentLength !== counter.received) throw broken();
    return files;
  } catch (error) {
    // Whatever was first stays the reason.
    stop(error instanceof AppError ? error : broken());
    await Promise.allSettled(writing);
    throw stopping.signal.reason;
  }
}

function arrivedAs(path: string, name: string, bytes: number): Spooled {
  if (bytes === 0) throw new AppError("invalid", "fileEmpty");
  return { path, name: cleanFileName(name), bytes };
}

const streamOf = ({ body }: Upload): Readable =>
  body ? Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);

/** Of a body of unknown length no more is listened to than a form with a whole file may have. */
function countingUpTo(bytesMax: number, exceed: () => void): Transform & { received: number } {
  const counter = Object.assign(new Transform({ transform }), { received: 0 });
  function transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    counter.received += chunk.length;
    if (counter.received > bytesMax) exceed();
    done(null, chunk);
  }
  return counter;
}

function openForm(contentType: string, bytesMax: number, shape: Shape): BusboyInstance {
  if (!/^multipart\/form-data(;|$)/i.test(contentType)) throw new AppError("unsupported_media_type", "fileMissing");
  try {
    const { filesMax, fields, fieldBytesMax } = shape;
    const counts = { files: filesMax, fields: fields.length, parts: filesMax + fields.length };
    const limits = { ...counts, fileSize: bytesMax, fieldSize: fieldBytesMax, headerPairs: 20, headerSize: 16 * 1024 };
    return new Busboy({ headers: { "content-type": contentType }, limits, preservePath: true });
  } catch {
    throw missing();
  }
}

const missing = () => new AppError("invalid", "fileMissing", { status: 400 });
const broken = () => new AppError("invalid", "uploadBroken", { status: 400 });
