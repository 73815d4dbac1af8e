import type { ServerFrame } from "@/lib/events/schema";

const finalText = 0x81;

/**
 * A whole WebSocket frame (RFC 6455, 5.2) from server to client: final, text, not masked. It is made once and written
 * to every socket as it is.
 */
export function encodeText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = finalText;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, start, "utf8");
  return frame;
}

export const encodeFrame = (frame: ServerFrame): Buffer => encodeText(JSON.stringify(frame));

/** Frames that go out in one write. */
export function joinFrames(frames: Buffer[]): Buffer {
  if (frames.length === 1 && frames[0]) return frames[0];
  const joined = Buffer.concat(frames);
  held.set(
    joined,
    frames.reduce((sum, frame) => sum + framesIn(frame), 0),
  );
  return joined;
}

/** How many frames a buffer holds. */
export const framesIn = (buffer: Buffer): number => held.get(buffer) ?? (buffer.length > 0 ? 1 : 0);

const held = new WeakMap<Buffer, number>();
