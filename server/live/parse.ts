import { z } from "zod";
import { checked } from "@/lib/checking";
import { AppError } from "@/lib/errors";
import { type ClientFrame, clientFrame } from "@/lib/events/schema";

/** What came over a socket: a frame, or why it is none, with the id by which its sender knows it. */
export type Parsed =
  | { frame: ClientFrame; clientId: string | undefined }
  | { error: AppError; clientId: string | undefined };

const marked = z.looseObject({ client_id: z.uuid() });

export function parseFrame(data: string): Parsed {
  const raw = parseJson(data);
  const clientId = marked.safeParse(raw).data?.client_id;
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    return { error: new AppError("invalid", "frameNotJson"), clientId };
  const read = checked(clientFrame, raw);
  return "data" in read ? { frame: read.data, clientId } : { error: ofItsType(read.refusal), clientId };
}

/**
 * The id that a frame bears which is not looked at any further. Within the text of a message the quotation marks around
 * the name would be escaped.
 */
export const clientIdIn = (data: string): string | undefined =>
  marked.safeParse({ client_id: /"client_id"\s*:\s*"([^"\\]{36})"/.exec(data)?.[1] }).data?.client_id;

/** Where there is no such type, nothing else can be said of the frame. */
function ofItsType(refusal: AppError): AppError {
  const { fields } = refusal;
  if (fields[0]?.path !== "type") return refusal;
  return new AppError("invalid", "frameUnknown", { fields, params: { types: frameTypes } });
}

const frameTypes = clientFrame.options.map(({ shape }) => shape.type.value).join(", ");

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
