import { AppError } from "@/lib/errors";
import { webhookBodyBytesMax } from "@/lib/limits";

/**
 * What a program posted: an object of JSON, or a text by itself. Callers say little of what they send: curl calls JSON a
 * form, Slack's clients put JSON into a form's `payload`. What looks like JSON is read as JSON, whatever it is called.
 * @throws AppError `too_large`, `invalid` (400, `webhookNotJson`)
 */
export async function readHookBody(request: Request): Promise<unknown> {
  const bytes = await readBytes(request);
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "multipart/form-data") return fromForm(await formOf(bytes, request.headers.get("content-type") ?? ""));
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const isObject = text.trimStart().startsWith("{");
  if (type === "application/x-www-form-urlencoded" && !isObject) return fromForm(new URLSearchParams(text));
  if (type === "text/plain" && !isObject) return { text };
  return fromJson(text);
}

async function readBytes(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > webhookBodyBytesMax) throw new AppError("too_large", "webhookTooLarge");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function formOf(bytes: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  } catch {
    throw new AppError("invalid", "webhookNotJson", { status: 400 });
  }
}

function fromForm(form: FormData | URLSearchParams): unknown {
  const payload = form.get("payload");
  if (typeof payload === "string") return fromJson(payload);
  return { text: form.get("text"), username: form.get("username") };
}

function fromJson(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("invalid", "webhookNotJson", { status: 400 });
  }
}
