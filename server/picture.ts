import { buffer } from "node:stream/consumers";
import sharp, { type Sharp } from "sharp";
import {
  avatarSidePixels,
  pictureDecodeMsMax,
  pictureMemoryBytesMax,
  picturePixelsMax,
  previewSidePixels,
} from "@/lib/limits";

/**
 * Reads a picture on standard input and writes it smaller, as WebP, on standard output. By its argument: a square that
 * it fills (`cover`) or stands in whole, on a transparent ground (`contain`); or, as it is, with a line before it that
 * tells the picture's own width and height in JSON (`preview`).
 * A process of its own: what a codec breaks, it breaks here, without secrets, connections, or much memory or time.
 */
const tooLarge = 3;
const asked = process.argv[2];

setInterval(() => {
  if (process.memoryUsage.rss() > pictureMemoryBytesMax) process.exit(tooLarge);
}, 20).unref();
setTimeout(() => process.exit(tooLarge), pictureDecodeMsMax).unref();

const transparent = { r: 0, g: 0, b: 0, alpha: 0 };

// Of all that the library reads (SVG, TIFF, PDF …), only what browsers show gets as far as a codec.
const codecs = ["Jpeg", "Png", "Webp", "Nsgif", "Heif"];
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: codecs.map((codec) => `VipsForeignLoad${codec}Buffer`) });

sharp.cache(false);
sharp.concurrency(1);

try {
  const picture = sharp(await buffer(process.stdin), { limitInputPixels: picturePixelsMax, animated: false });
  const answer = asked === "preview" ? await preview(picture) : await square(picture);
  process.stdout.write(answer, () => process.exit(0));
} catch (error) {
  process.exit(error instanceof Error && error.message.includes("pixel limit") ? tooLarge : 1);
}

async function preview(picture: Sharp): Promise<Buffer> {
  const { autoOrient: shown } = await picture.metadata();
  const small = await picture
    .rotate()
    .resize(previewSidePixels, previewSidePixels, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
  return Buffer.concat([Buffer.from(`${JSON.stringify({ width: shown.width, height: shown.height })}\n`), small]);
}

function square(picture: Sharp): Promise<Buffer> {
  const fit = asked === "contain" ? "contain" : "cover";
  return picture
    .rotate()
    .resize(avatarSidePixels, avatarSidePixels, { fit, background: transparent })
    .webp({ quality: 82 })
    .toBuffer();
}
