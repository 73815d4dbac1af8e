import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { avatarSidePixels, pictureDecodeMsMax, pictureMemoryBytesMax, picturePixelsMax } from "@/lib/limits";

/**
 * Reads a picture on standard input and writes a small square of it as WebP on standard output: cut to fill the square,
 * or, with the argument `contain`, whole on a transparent ground.
 * A process of its own: what a codec breaks, it breaks here, without secrets, connections, or much memory or time.
 */
const tooLarge = 3;
const fit = process.argv[2] === "contain" ? "contain" : "cover";

setInterval(() => {
  if (process.memoryUsage.rss() > pictureMemoryBytesMax) process.exit(tooLarge);
}, 20).unref();
setTimeout(() => process.exit(tooLarge), pictureDecodeMsMax).unref();

const transparent = { r: 0, g: 0, b: 0, alpha: 0 };

sharp.cache(false);
sharp.concurrency(1);

try {
  const square = await sharp(await buffer(process.stdin), { limitInputPixels: picturePixelsMax, animated: false })
    .rotate()
    .resize(avatarSidePixels, avatarSidePixels, { fit, background: transparent })
    .webp({ quality: 82 })
    .toBuffer();
  process.stdout.write(square, () => process.exit(0));
} catch (error) {
  process.exit(error instanceof Error && error.message.includes("pixel limit") ? tooLarge : 1);
}
