import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { AwsV4Signer } from "aws4fetch";
import type { Env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { bucketAnswerMs } from "@/lib/limits";
import type { Storage } from "./storage";

type Bucket = Pick<Env, "S3_ENDPOINT" | "S3_BUCKET" | "S3_REGION" | "S3_ACCESS_KEY_ID" | "S3_SECRET_ACCESS_KEY">;
type Ask = (method: string, key: string, init?: { headers?: HeadersInit; body?: BodyInit }) => Promise<Response>;

/**
 * Files in a bucket of an S3 server, by path-style addresses, which every such server understands.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function bucketStorage(bucket: Bucket): Storage {
  const ask = asking(bucket);
  return {
    async put(key, path) {
      const { size } = await stat(path);
      const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
      // The length stands in front: S3 takes no body of unknown length.
      await refuse(await ask("PUT", key, { headers: { "content-length": String(size) }, body }));
    },
    async read(key, range) {
      const headers: HeadersInit = range ? { range: `bytes=${range.first}-${range.last}` } : {};
      const answer = await refuse(await ask("GET", key, { headers }));
      const part = range && `bytes ${range.first}-${range.last}/`;
      // Other bytes than those that were asked for would be taken for them.
      if (answer.body === null || (part && !answer.headers.get("content-range")?.startsWith(part)))
        throw new AppError("unavailable");
      return answer.body;
    },
    async remove(key) {
      await refuse(await ask("DELETE", key));
    },
  };
}

function asking(bucket: Bucket): Ask {
  const { S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID = "", S3_SECRET_ACCESS_KEY = "" } = bucket;
  const base = `${(S3_ENDPOINT ?? `https://s3.${S3_REGION}.amazonaws.com`).replace(/\/+$/, "")}/${S3_BUCKET}/`;
  const account = { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
  return async (method, key, { headers, body } = {}) => {
    const where = { url: `${base}files/${key}`, service: "s3", region: S3_REGION };
    const signed = await new AwsV4Signer({ method, headers, ...account, ...where }).sign();
    // Until the answer begins; how long the bytes take is the line's business.
    const late = new AbortController();
    const timer = body ? undefined : setTimeout(() => late.abort(), bucketAnswerMs);
    try {
      return await fetch(signed.url, {
        method,
        headers: signed.headers,
        signal: late.signal,
        ...(body ? { body, duplex: "half" } : {}),
      } as RequestInit);
    } catch (error) {
      throw new AppError("unavailable", "unavailable", { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** @returns the answer where it is a good one @throws AppError with what the server said, which names no secret */
async function refuse(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const said = (await answer.text().catch(() => "")).slice(0, 500);
  if (answer.status === 404 && !said.includes("NoSuchBucket")) throw notFound();
  throw new AppError("unavailable", "unavailable", { cause: new Error(`S3 answered ${answer.status}: ${said}`) });
}
