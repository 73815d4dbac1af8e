import { problem } from "@/lib/api/answer";
import { notFound } from "@/lib/errors";
import { preferredLocale } from "@/lib/i18n/locale";

/** Below here programs ask: where there is nothing, they are told so in their own way, and not by a page. */
const handle = (request: Request): Response =>
  problem(notFound(), preferredLocale(request.headers.get("accept-language"), "en"));

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as PATCH, handle as POST, handle as PUT };
