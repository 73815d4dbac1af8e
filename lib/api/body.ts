import { z } from "zod";
import { check } from "@/lib/checking";
import { AppError } from "@/lib/errors";
import { requestBodyBytesMax } from "@/lib/limits";
import { type Route, takesBody } from "./route";

/**
 * What a call's body says, as its schema takes it. Of a call that takes none there may be none, or an object without
 * fields: clients send either.
 * @throws AppError `invalid` (400 where it is no JSON), `too_large`, `unsupported_media_type`
 */
export async function bodyOf(request: Request, route: Route): Promise<unknown> {
  if (!takesBody(route)) return undefined;
  const text = await readText(request);
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const isForm = type === "application/x-www-form-urlencoded";
  if (!route.body) return void check(nothing, isForm ? fieldsOf(text) : jsonIn(text));
  if (isForm) return check(route.body, typed(route.body, fieldsOf(text)));
  if (text !== "" && type !== "application/json") throw new AppError("unsupported_media_type");
  return check(route.body, jsonIn(text));
}

const nothing = z.strictObject({});

/** A form, for those who type curl by hand. */
const fieldsOf = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

/** The fields of a form are words: those that a call takes as a number or as yes and no become what they say. */
function typed(schema: z.ZodType, fields: Record<string, string>): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.fromEntries(
    Object.entries(fields).map(([name, word]) => {
      const field = properties[name];
      return [name, typeof field === "object" ? meant(field.type, word) : word];
    }),
  );
}

function meant(type: unknown, word: string): unknown {
  if ((type === "integer" || type === "number") && /^\d{1,15}$/.test(word)) return Number(word);
  return type === "boolean" && (word === "true" || word === "false") ? word === "true" : word;
}

function jsonIn(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("invalid", "notJson", { status: 400 });
  }
}

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > requestBodyBytesMax) throw new AppError("too_large");
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > requestBodyBytesMax) throw new AppError("too_large");
      chunks.push(chunk);
    }
  } catch (error) {
    // Whoever sent it has gone, or was refused before its end: no fault of ours that the log would have to tell.
    throw error instanceof AppError ? error : new AppError("invalid", "notJson", { status: 400, cause: error });
  }
  return Buffer.concat(chunks).toString("utf8");
}
