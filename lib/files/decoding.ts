import { spawn } from "node:child_process";
import type { FileHandle } from "node:fs/promises";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { pictureDecodeMsMax, pictureStartMsMax, picturesAtOnce, picturesWaitingMax } from "@/lib/limits";

/** What the picture process is asked for; it answers as `server/picture.ts` says. */
export type Asked = "cover" | "contain" | "preview";

/** What the picture process says by its exit code when a picture breaks a limit. */
const pictureTooLargeExit = 3;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * The codec never runs in a process that holds a secret or a connection: it gets bytes and returns bytes.
 * Few run at one time, so that many pictures do not take the machine's memory together.
 * @throws AppError `too_large`, `invalid` (`pictureUnreadable`), `unavailable`
 */
export async function decodeApart(asked: Asked, picture: Uint8Array | FileHandle): Promise<Buffer> {
  await takeTurn();
  try {
    return await decode(asked, picture);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

async function takeTurn(): Promise<void> {
  if (running < picturesAtOnce) {
    running++;
    return;
  }
  if (waiting.length >= picturesWaitingMax) throw new AppError("unavailable");
  // Whoever ends hands over the place, so that the count stays.
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function decode(asked: Asked, picture: Uint8Array | FileHandle): Promise<Buffer> {
  const entry = env().STAFFROOM_PICTURE;
  const bytes = picture instanceof Uint8Array ? picture : null;
  const child = spawn(process.execPath, [...pictureFlags(entry), entry, asked], {
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
    stdio: [picture instanceof Uint8Array ? "pipe" : picture.fd, "pipe", "ignore"],
    // It keeps the time by itself from when it begins; whatever happens in it, it goes.
    timeout: pictureStartMsMax + pictureDecodeMsMax,
    killSignal: "SIGKILL",
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdin?.on("error", () => {});
  child.stdin?.end(bytes);
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
