import { fileNameCharsMax } from "@/lib/limits";
import { cleanLine, isBlank } from "@/lib/text";

/** The end of a name that tells its kind is kept when the name is cut. */
const endingCharsMax = 16;

/**
 * A name that shows what it is, for a list and for a disk: without folders, control characters and marks that turn the
 * direction of writing, by which `exe` poses as `pdf`.
 */
export function cleanFileName(given: string): string {
  const name = cleanLine(given.split(/[\\/]/).at(-1) ?? "");
  if (isBlank(name) || /^\.+$/.test(name)) return "file";
  if (name.length <= fileNameCharsMax) return name;
  const ending = /\.[^.]*$/.exec(name)?.[0] ?? "";
  const kept = ending.length <= endingCharsMax ? ending : "";
  return `${name.slice(0, fileNameCharsMax - kept.length - 1)}…${kept}`.toWellFormed();
}

/** `Content-Disposition` of a download: RFC 6266, and RFC 8187 for whatever is not ASCII. */
export function dispositionOf(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const coded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${coded}`;
}
