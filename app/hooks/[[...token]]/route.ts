import { notTaken, problem } from "@/lib/api/answer";
import { notFound } from "@/lib/errors";
import { preferredLocale } from "@/lib/i18n/locale";
import { readHookBody } from "@/lib/webhooks/bodies";
import { postByWebhook } from "@/lib/webhooks/mutations";

type Context = { params: Promise<{ token?: string[] }> };

const methods = "POST, OPTIONS";

/** The address that programs post to: whoever knows it needs no other credential. */
export async function POST(request: Request, context: Context): Promise<Response> {
  return answer(request, async () => {
    await postByWebhook(await tokenIn(context), () => readHookBody(request));
    return new Response("ok", { headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } });
  });
}

/** Whether there is such an address is told to nobody who does not post. */
async function handle(request: Request, context: Context): Promise<Response> {
  return answer(request, async () => {
    await tokenIn(context);
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow: methods } });
    throw notTaken(request.method, methods);
  });
}

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as PATCH, handle as PUT };

async function answer(request: Request, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    return problem(error, preferredLocale(request.headers.get("accept-language"), "en"));
  }
}

/** @throws AppError `not_found` */
async function tokenIn({ params }: Context): Promise<string> {
  const [token, ...more] = (await params).token ?? [];
  if (token === undefined || more.length > 0) throw notFound();
  return token;
}
