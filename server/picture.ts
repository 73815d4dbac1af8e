import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { avatarSidePixels, pictureDecodeMsMax, pictureMemoryBytesMax, picturePixelsMax } from "@/lib/limits";

/**
 * Reads a picture on standard input and writes a small square of it as WebP on standard output.
 * A process of its own: what a codec breaks, it breaks here, without secrets, connections, or much memory or time.
 */
const tooLarge = 3;

setInterval(() => {
  if (process.memoryUsage.rss() > pictureMemoryBytesMax) process.exit(tooLarge);
}, 20).unref();
setTimeout(() => process.exit(tooLarge), pictureDecodeMsMax).unref();

sharp.cache(false);
sharp.concurrency(1);

try {
  const square = await sharp(await buffer(process.stdin), { limitInputPixels: picturePixelsMax, animated: false })
    .rotate()
    .resize(avatarSidePixels, avatarSidePixels, { fit: "cover" })
    .webp({ quality: 82 })
    .toBuffer();
  process.stdout.write(square, () => process.exit(0));
} catch (error) {
  process.exit(error instanceof Error && error.message.includes("pixel limit") ? tooLarge : 1);
}
