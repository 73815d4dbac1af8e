import type { Actor } from "@/lib/access/actor";
import { requireWriting } from "@/lib/access/scope";
import { refuseOver, type Share, takeShare } from "@/lib/auth/attempts";
import { openCredential } from "@/lib/auth/bearer";
import { isOwnOrigin } from "@/lib/auth/origin";
import type { Device } from "@/lib/auth/schema";
import { readSession } from "@/lib/auth/sessions";
import { check } from "@/lib/checking";
import { oneEmoji } from "@/lib/emoji";
import { env } from "@/lib/env";
import { AppError, asAppError, type ErrorCode, fieldError, notFound, unauthenticated } from "@/lib/errors";
import { type Locale, preferredLocale } from "@/lib/i18n/locale";
import { log } from "@/lib/log";
import { idSchema } from "@/lib/people/schema";
import { detailOf, placesOf } from "@/lib/refusals";
import { bodyOf } from "./body";
import { findRoute, methodsAt } from "./finding";
import { scopeOf } from "./openapi";
import { rateHeaders } from "./rates";
import type { Answer, Ids, Route, StreamAnswer } from "./route";

type HeaderRecord = Record<string, string>;

const privateHeaders = {
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** What the door knows of a request besides itself. */
export interface Caller {
  /** The person of the session cookie, which is a credential here for GET alone. */
  visitor: () => Promise<Actor | null>;
  /** It came in at a door of the pages and from a page of this origin: the cookie is a credential for what it does, too. */
  isPage?: boolean;
  device: Device;
  origin: string;
}

/** Finds the call in the table, proves who, checks what it takes, and answers in its shape; never throws. */
export async function answerRequest(request: Request, path: string[], caller: Caller): Promise<Response> {
  const locale = preferredLocale(request.headers.get("accept-language"), "en");
  let limits: HeaderRecord = {};
  let isNarrow = false;
  try {
    const found = findRoute(request.method, path);
    const actor = await callerOf(request, found?.route ?? null, caller);
    const share = await shareOf(actor, caller.device.address);
    limits = rateHeaders(share);
    refuseOver(share);
    if (!found) {
      const methods = methodsAt(path).join(", ");
      if (methods === "") throw notFound();
      if (request.method === "OPTIONS")
        return new Response(null, { status: 204, headers: { ...privateHeaders, ...limits, allow: methods } });
      throw notTaken(request.method, methods);
    }
    const { route } = found;
    isNarrow = actor?.kind === "token" && actor.scope !== "admin" && scopeOf(route) === "adminScope";
    if (route.who === "member" && !actor) throw unauthenticated();
    if (route.who === "member" && actor?.mustSecure && !route.unsecured)
      throw new AppError("forbidden", "secondFactorRequired");
    if (route.who === "member" && actor && route.method !== "GET" && !route.anyScope) requireWriting(actor);
    const query = check(route.query, Object.fromEntries(new URL(request.url).searchParams));
    const body = await bodyOf(request, route);
    const places = namedIn(found.params);
    const call = { actor, ...places, query, body, device: caller.device, origin: caller.origin, request };
    return respond(request, route, await route.answer(call), limits);
  } catch (error) {
    return problem(isNarrow ? ofNarrowToken(error) : error, locale, limits);
  }
}

/** Whoever would be let do it by another token is told that. */
const ofNarrowToken = (error: unknown): unknown =>
  error instanceof AppError && error.reason === "forbidden" ? new AppError("forbidden", "tokenNotAdmin") : error;

/** @param methods those that there are, as `Allow` names them */
export const notTaken = (method: string, methods: string): AppError =>
  new AppError("invalid", "methodNotAllowed", { status: 405, params: { method, methods } });

/** What is answered has the shape that the table says: a field that nobody documented goes out to nobody. */
function respond(request: Request, route: Route, answer: Answer | StreamAnswer, limits: HeaderRecord): Response {
  const headers = { ...privateHeaders, ...limits };
  if ("body" in answer) return stream(request, answer, headers);
  const given = route.gives[answer.status];
  if (answer.status === 204) return new Response(null, { status: 204, headers });
  if (!given || typeof given === "string") throw new Error(`${route.method} ${route.path} has no ${answer.status}`);
  return Response.json(given.parse(answer.value), { status: answer.status, headers });
}

/** Every call counts against a person's share, or, of strangers, their address's. */
const shareOf = (actor: Actor | null, address: string): Promise<Share> =>
  actor ? takeShare("calls", String(actor.personId)) : takeShare("strangersCalls", address);

function stream(request: Request, { status, body, headers }: StreamAnswer, shared: HeaderRecord): Response {
  const isAsked = request.method !== "HEAD";
  if (!isAsked) void body?.cancel();
  return new Response(isAsked ? body : null, { status, headers: { ...shared, ...headers } });
}

async function callerOf(request: Request, route: Route | null, caller: Caller): Promise<Actor | null> {
  const header = request.headers.get("authorization");
  if (header === null) return route?.method === "GET" || caller.isPage ? caller.visitor() : null;
  const token = /^(?:Bearer|Token)\s+(\S+)$/i.exec(header)?.[1];
  const sessionId = token ? await openCredential(token) : null;
  return sessionId ? readSession(sessionId) : null;
}

/**
 * Another site's form or script cannot say that it comes from here: browsers name the origin of every POST (Fetch, 4.1),
 * and those that tell how the two sites stand to each other must say that they are one.
 */
export function isFromPage({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  const from = { origin: headers.get("origin") ?? undefined, host: headers.get("host") ?? undefined };
  return (site === null || site === "same-origin") && isOwnOrigin({ headers: from }, env().STAFFROOM_URL);
}

/** @throws AppError `not_found`: what is no id names nothing */
function namedIn(params: [string, string][]): { ids: Ids; uuid: string; emoji: string } {
  const ids: Ids = { ID: 0, USER: 0, HOOK: 0 };
  let uuid = "";
  let emoji = "";
  for (const [name, value] of params) {
    if (name === "UUID") uuid = uuidIn(value);
    else if (name === "EMOJI") emoji = emojiIn(value);
    else if (name in ids) ids[name as keyof Ids] = idIn(value);
  }
  return { ids, uuid, emoji };
}

function uuidIn(value: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) throw notFound();
  return value;
}

function idIn(value: string): number {
  const id = /^\d{1,16}$/.test(value) ? idSchema.safeParse(Number(value)) : null;
  if (!id?.success) throw notFound();
  return id.data;
}

/** @throws AppError `invalid` (`notAnEmoji`): a sign is no id, and what is none is said */
function emojiIn(value: string): string {
  const emoji = oneEmoji(value);
  if (emoji === null) throw fieldError("emoji", "notAnEmoji");
  return emoji;
}

/** A problem document, RFC 9457; its type leads to where the page of calls says what can be done about it. */
export function problem(error: unknown, locale: Locale = "en", headers: HeaderRecord = {}): Response {
  const known = asAppError(error);
  if (known !== error && known.code === "unavailable") log.error({ err: error }, "an API call failed");
  const retryAfter = known.retryAfterSeconds ?? (known.code === "unavailable" ? 2 : undefined);
  const body = {
    type: `/docs#${known.code}`,
    title: titles[known.code],
    status: known.status,
    detail: detailOf(known, locale),
    code: known.code,
    errors: placesOf(known, locale),
  };
  return new Response(JSON.stringify(body), {
    status: known.status,
    headers: {
      ...privateHeaders,
      ...headers,
      ...(known.exceeded && rateHeaders(known.exceeded)),
      "content-type": "application/problem+json",
      "content-language": locale,
      ...(known.status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...(known.reason === "methodNotAllowed" && { allow: String(known.params.methods) }),
      ...(known.reason === "rangeOutside" && { "content-range": `bytes */${known.params.bytes}` }),
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
  });
}

/** The same for every problem of its type (RFC 9457, 3.1.3); `detail` tells of this one. */
const titles: Record<ErrorCode, string> = {
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "Conflict",
  too_large: "Too large",
  unsupported_media_type: "Unsupported media type",
  invalid: "Invalid",
  rate_limited: "Too many requests",
  unavailable: "Unavailable",
};
