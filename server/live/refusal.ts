import type { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { detailOf, placesOf } from "@/lib/refusals";
import { encodeFrame } from "./encode";

/** What a frame that was refused is answered by; `clientId` is that of the message that it was. */
export const errorFrame = (error: AppError, locale: Locale, clientId?: string): Buffer =>
  encodeFrame({
    type: "error",
    code: error.code,
    detail: detailOf(error, locale),
    errors: placesOf(error, locale),
    ...(clientId && { client_id: clientId }),
    ...(error.retryAfterSeconds !== undefined && { retry_after: error.retryAfterSeconds }),
  });
