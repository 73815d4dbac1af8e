import type { ErrorCode } from "@/lib/errors";
import { AppError } from "@/lib/errors";

const sentences: Record<ErrorCode, string> = {
  unauthenticated: "Sign in first.",
  forbidden: "You may not do that.",
  not_found: "There is no such thing, or you may not see it.",
  conflict: "That cannot be done as things are now.",
  too_large: "That is too long.",
  unsupported_media_type: "That kind of data is not taken here.",
  invalid: "That is not a frame that can be understood.",
  rate_limited: "Too much at once: wait a little.",
  unavailable: "That did not work just now: try again.",
};

/** What an error says to a program and to whoever reads its log. */
export function detailOf(error: AppError): string {
  if (error.reason === "clientIdReused") return "This client_id has been used for another text.";
  if (error.reason === "messageTooLong") return "A message holds 20,000 characters at most.";
  if (error.reason === "roomArchived") return "The room is archived.";
  return sentences[error.code];
}

/** Anything that was not foreseen shows as `unavailable`. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError("unavailable", undefined, { cause: error });
