import type { IncomingMessage } from "node:http";

/**
 * Listens along to a form (multipart/form-data) on its way to a page.
 * @returns whether it came whole, which is to say with its last boundary (RFC 2046, 5.1.1); null for what is no form.
 * The pages answer a form that breaks off with 500, as if the fault were theirs
 */
export function listenToForm(request: IncomingMessage): (() => boolean) | null {
  const type = request.headers["content-type"] ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) return null;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? [];
  const end = `--${quoted ?? plain ?? ""}--`;
  let last = Buffer.alloc(0);
  request.on("data", (chunk: Buffer) => {
    // A line break may follow.
    const kept = end.length + 2;
    last = Buffer.concat([last, chunk.subarray(-kept)]).subarray(-kept);
  });
  return () => end !== "----" && last.toString("latin1").trimEnd().endsWith(end);
}
