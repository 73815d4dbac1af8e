import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, notFound } from "@/lib/errors";
import { fileChunkBytes } from "@/lib/limits";
import type { ByteRange, Storage } from "./storage";

/** Files in the folder `files` of the data folder, which a backup takes along. */
export function diskStorage(data: string): Storage {
  const pathOf = (key: string) => join(data, "files", key);
  return {
    async put(key, path) {
      try {
        await mkdir(dirname(pathOf(key)), { recursive: true, mode: 0o700 });
        await rename(path, pathOf(key));
      } catch (error) {
        throw diskProblem(error);
      }
    },
    read: (key, range) => readFrom(pathOf(key), range),
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

/** What the disk says, for whoever sent a file. */
export function diskProblem(error: unknown): AppError {
  const code = codeOf(error);
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  return isFull
    ? new AppError("unavailable", "diskFull", { status: 507, cause: error })
    : new AppError("unavailable", "unavailable", { cause: error });
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

/** Piece by piece, as it is asked for: whoever stops listening leaves nothing open. */
async function readFrom(path: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw codeOf(error) === "ENOENT" ? notFound() : diskProblem(error);
  });
  let at = range?.first ?? 0;
  const end = range ? range.last + 1 : Number.POSITIVE_INFINITY;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const piece = new Uint8Array(Math.min(fileChunkBytes, end - at));
        const { bytesRead } = piece.length > 0 ? await handle.read(piece, 0, piece.length, at) : { bytesRead: 0 };
        at += bytesRead;
        if (bytesRead > 0) return controller.enqueue(piece.subarray(0, bytesRead));
        await handle.close();
        controller.close();
      } catch (error) {
        await handle.close().catch(() => {});
        controller.error(error);
      }
    },
    cancel: () => handle.close(),
  });
}
