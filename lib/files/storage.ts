import { env } from "@/lib/env";
import { diskStorage } from "./disk";
import { bucketStorage } from "./s3";

/** The first and the last byte, both counted from 0. */
export interface ByteRange {
  first: number;
  last: number;
}

/** Where the bytes of files lie. A key is a path of two parts that the product makes itself. */
export interface Storage {
  /**
   * Takes a finished file of this machine under a key; from the disk it may be gone afterwards. What it holds lies
   * safely, or it throws.
   * @throws AppError `unavailable` (507 where there is no room)
   */
  put(key: string, path: string): Promise<void>;
  /** @throws AppError `not_found` where there is nothing, `unavailable` */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** What is not there is removed, too. @throws AppError `unavailable` */
  remove(key: string): Promise<void>;
}

let current: Storage | undefined;

/** A bucket where one is configured, else the data folder. */
export function storage(): Storage {
  current ??= env().S3_BUCKET ? bucketStorage(env()) : diskStorage(env().STAFFROOM_DATA);
  return current;
}
