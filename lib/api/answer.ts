import type { Actor } from "@/lib/access/actor";
import { AppError, notFound, statusOfCode, unauthenticated } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { log } from "@/lib/log";
import { type Route, routes } from "./table";

const privateHeaders = {
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** Finds the call in the table, checks what it takes, and answers; never throws. */
export async function answerRequest(request: Request, path: string[], actor: Actor | null): Promise<Response> {
  try {
    const found = findRoute(request.method, path);
    if (!found) throw notFound();
    if (!actor) throw unauthenticated();
    const query = found.route.query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!query.success) throw invalid(query.error.issues);
    const value = await found.route.answer(actor, found.params, query.data as never).catch((error: unknown) => {
      // An id that is no id names nothing.
      throw error instanceof Error && error.name === "ZodError" ? notFound() : error;
    });
    return Response.json(value, { headers: privateHeaders });
  } catch (error) {
    return problem(error);
  }
}

function findRoute(method: string, path: string[]): { route: Route; params: Record<string, string> } | null {
  const given = path.filter((segment) => segment !== "");
  for (const route of routes) {
    const wanted = route.path.split("/");
    if (route.method !== method || wanted.length !== given.length) continue;
    if (!wanted.every((segment, at) => isPlace(segment) || segment === given[at])) continue;
    const params = wanted.flatMap((segment, at) => (isPlace(segment) ? [[segment, given[at] ?? ""] as const] : []));
    return { route, params: Object.fromEntries(params) };
  }
  return null;
}

const isPlace = (segment: string) => segment === segment.toUpperCase();

const invalid = (issues: { path: PropertyKey[] }[]) =>
  new AppError("invalid", "invalid", {
    fields: issues.map((issue) => ({ path: issue.path.join("."), reason: "invalid" })),
  });

/** A problem document, RFC 9457. */
export function problem(error: unknown): Response {
  const known = error instanceof AppError ? error : new AppError("unavailable");
  if (known !== error) log.error({ err: error }, "an API call failed");
  const { errors } = catalogue("en");
  const status = statusOfCode[known.code];
  const retryAfter = known.retryAfterSeconds ?? (known.code === "unavailable" ? 2 : undefined);
  return new Response(
    JSON.stringify({
      type: "about:blank",
      title: known.code,
      status,
      detail: errors[known.reason],
      code: known.code,
      errors: known.fields.map((field) => ({ path: field.path, message: errors[field.reason] })),
    }),
    {
      status,
      headers: {
        ...privateHeaders,
        "content-type": "application/problem+json",
        ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      },
    },
  );
}
