import { AppError } from "@/lib/errors";
import { revocationSweepMs, unverifiedMsMax } from "@/lib/limits";

/**
 * Bytes on their way, for as long as they may go: it is asked again as often as sockets are looked through, whether or
 * not anybody takes the bytes meanwhile. What cannot be verified is cut after `unverifiedMsMax`.
 * @param requireStill throws AppError once the bytes are no longer for whoever takes them
 */
export function whileAllowed(
  bytes: ReadableStream<Uint8Array>,
  requireStill: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const reader = bytes.getReader();
  let isCut = false;
  let stopWatching = () => {};
  const start = (out: ReadableStreamDefaultController<Uint8Array>) => {
    stopWatching = watch(requireStill, (reason) => {
      isCut = true;
      out.error(reason);
      // A source that fails as it is let go is let go all the same.
      reader.cancel(reason).catch(() => {});
    });
  };
  const pull = async (out: ReadableStreamDefaultController<Uint8Array>) => {
    const { done, value } = await reader.read().catch((error: unknown) => {
      stopWatching();
      throw error;
    });
    if (isCut) return;
    if (!done) return out.enqueue(value);
    stopWatching();
    out.close();
  };
  const cancel = (reason: unknown) => {
    stopWatching();
    return reader.cancel(reason);
  };
  return new ReadableStream({ start, pull, cancel }, { highWaterMark: 0 });
}

/** Asks on and on, one question at a time, until it is stopped or has cut. @returns what stops it */
function watch(requireStill: () => Promise<void>, cut: (reason: unknown) => void): () => void {
  let verifiedAt = performance.now();
  let isAsking = false;
  const end = (reason: unknown) => {
    clearInterval(timer);
    cut(reason);
  };
  const ask = async () => {
    if (performance.now() - verifiedAt > unverifiedMsMax) return end(new AppError("unavailable"));
    if (isAsking) return;
    isAsking = true;
    try {
      await requireStill();
      verifiedAt = performance.now();
    } catch (error) {
      if (error instanceof AppError && error.code !== "unavailable") end(error);
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => void ask(), revocationSweepMs);
  timer.unref();
  return () => clearInterval(timer);
}
