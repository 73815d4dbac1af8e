import { z } from "zod";
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
  const parsed = clientFrame.safeParse(raw);
  return parsed.success ? { frame: parsed.data, clientId } : { error: new AppError("invalid"), clientId };
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
