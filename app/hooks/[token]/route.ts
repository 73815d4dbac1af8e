import { problem } from "@/lib/api/answer";
import { preferredLocale } from "@/lib/i18n/locale";
import { readHookBody } from "@/lib/webhooks/bodies";
import { postByWebhook } from "@/lib/webhooks/mutations";

/** The address that programs post to: whoever knows it needs no other credential. */
export async function POST(request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  try {
    await postByWebhook((await params).token, () => readHookBody(request));
    return new Response("ok", { headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } });
  } catch (error) {
    return problem(error, preferredLocale(request.headers.get("accept-language"), "en"));
  }
}
