import { open } from "node:fs/promises";
import { fileTypeFromBuffer } from "file-type";
import { fileHeadBytes } from "@/lib/limits";
import { isPlayed } from "./schema";

/** What the picture process decodes, and every browser shows. */
export const pictureTypes: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/apng",
  "image/webp",
  "image/gif",
  "image/avif",
]);

const unknownType = "application/octet-stream";

/** The type of a file by how it begins, whatever its name says. */
export async function typeOfFile(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(fileHeadBytes), 0, fileHeadBytes, 0);
    return await typeOfHead(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

async function typeOfHead(head: Buffer): Promise<string> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) return found.mime.split(";")[0]?.trim().toLowerCase() ?? unknownType;
  return isText(head) ? "text/plain" : unknownType;
}

/** UTF-8 without NUL; the head may end within a letter. */
function isText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * What a file is called when it is served: what the browser shows or plays by its own name, everything else as bytes,
 * so that nothing that holds a script (SVG, HTML, XML) is ever a document of this origin.
 */
export function servedType(contentType: string): string {
  if (contentType === "text/plain") return "text/plain; charset=utf-8";
  const isShown = pictureTypes.has(contentType) || isPlayed(contentType) || contentType === "application/pdf";
  return isShown ? contentType : unknownType;
}
