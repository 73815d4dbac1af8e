import { randomUUID } from "node:crypto";
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

/** A file that has arrived whole, on this machine's disk. */
export interface Spooled {
  name: string;
  bytes: number;
  path: string;
}

export const spoolFolder = (): string => join(env().STAFFROOM_DATA, "files", "incoming");

/**
 * Writes the one file of a form to the disk as it comes, and holds nothing of it in memory. Of what does not arrive whole
 * nothing stays.
 * @throws AppError `too_large`, `unsupported_media_type`, `invalid` (400), `unavailable` (507 where the disk is full)
 */
export async function spoolFile(upload: Upload, bytesMax: number): Promise<Spooled> {
  if ((upload.contentLength ?? 0) > bytesMax + uploadFrameBytesMax) throw tooLargeFor(bytesMax);
  const path = join(spoolFolder(), `${randomUUID()}.part`);
  try {
    await makeSpace(upload.contentLength ?? 0);
    return { ...(await receive(upload, path, bytesMax)), path };
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof AppError ? error : diskProblem(error);
  }
}

const tooLargeFor = (bytesMax: number) =>
  new AppError("too_large", "attachmentTooLarge", { params: { n: Math.floor(bytesMax / 1024 / 1024) } });

/** PostgreSQL stops where the disk is full: what people send never takes the last of it. */
async function makeSpace(bytes: number): Promise<void> {
  await mkdir(spoolFolder(), { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(spoolFolder());
  if (bavail * bsize - bytes < freeBytesMin) throw new AppError("unavailable", "diskFull", { status: 507 });
}

type Arrived = Omit<Spooled, "path">;

async function receive(upload: Upload, path: string, bytesMax: number): Promise<Arrived> {
  const stopping = new AbortController();
  const stop = (error: AppError) => stopping.abort(error);
  const form = openForm(upload.contentType, bytesMax);
  const counter = countingUpTo(bytesMax + uploadFrameBytesMax, () => stop(tooLargeFor(bytesMax)));
  let writing: Promise<Arrived> | undefined;
  form.on("file", (field, file, name) => {
    file.on("limit", () => stop(tooLargeFor(bytesMax)));
    const target = createWriteStream(path, { flags: "wx", mode: 0o600, flush: true });
    const written = pipeline(file, target, { signal: stopping.signal });
    writing = written.then(() => ({ name: cleanFileName(name), bytes: file.bytesRead }));
    writing.catch((error: unknown) => stop(diskProblem(error)));
    if (field !== "file" || !name) stop(missing());
  });
  for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) form.on(limit, () => stop(missing()));
  try {
    await pipeline(streamOf(upload), counter, form, { signal: stopping.signal });
  } catch {
    // Whatever was first stays the reason.
    stop(broken());
    await writing?.catch(() => {});
    throw stopping.signal.reason;
  }
  if (!writing) throw missing();
  const arrived = await writing;
  if (upload.contentLength !== null && upload.contentLength !== counter.received) throw broken();
  if (arrived.bytes === 0) throw new AppError("invalid", "fileEmpty");
  return arrived;
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

function openForm(contentType: string, bytesMax: number): BusboyInstance {
  if (!/^multipart\/form-data(;|$)/i.test(contentType)) throw new AppError("unsupported_media_type", "fileMissing");
  try {
    const limits = { files: 1, fields: 0, parts: 1, fileSize: bytesMax, headerPairs: 20, headerSize: 16 * 1024 };
    return new Busboy({ headers: { "content-type": contentType }, limits, preservePath: true });
  } catch {
    throw missing();
  }
}

const missing = () => new AppError("invalid", "fileMissing", { status: 400 });
const broken = () => new AppError("invalid", "uploadBroken", { status: 400 });
