import { cookies } from "next/headers";
import { problem } from "@/lib/api/answer";
import { countAttempt, forgiveAttempt } from "@/lib/auth/attempts";
import {
  beginFlow,
  type Errand,
  endFlow,
  type Flow,
  providerName,
  requireOwnErrand,
  requireOwnPage,
} from "@/lib/auth/flows";
import { connectProvider, enterByProvider, proveByProvider } from "@/lib/auth/identities";
import { readProvider } from "@/lib/auth/provider";
import type { ProviderClaims } from "@/lib/auth/schema";
import { AppError, notFound, unauthenticated } from "@/lib/errors";
import { log } from "@/lib/log";
import { currentActor, safePath, setSessionCookie, visitorDevice, visitorOrigin } from "@/lib/visitor";

type Context = { params: Promise<{ nextauth: string[] }> };

/** The way to the company's provider and back. Whatever goes wrong is told on the sign-in. */
export async function GET(request: Request, context: Context): Promise<Response> {
  const path = (await context.params).nextauth.join("/");
  const query = Object.fromEntries(new URL(request.url).searchParams);
  if (path === `signin/${providerName}`) return begin(query, request.headers.get("sec-fetch-site"));
  if (path === `callback/${providerName}`) return end(query);
  return problem(notFound());
}

/** `errand` may be `prove` or `connect`; `next` is where to go afterwards. */
async function begin(query: Record<string, string>, site: string | null): Promise<Response> {
  try {
    await countAttempt("signInAddress", (await visitorDevice()).address);
    const errand = query.errand === "prove" || query.errand === "connect" ? query.errand : "enter";
    const sessionId = errand === "enter" ? null : await sessionOf(site);
    const sent: Errand = { errand, next: safePath(query.next), startedAt: Date.now(), sessionId };
    const begun = await beginFlow(await flowOf(), sent);
    if (!begun) throw new AppError("unavailable", "providerAway");
    return redirection(begun.location, begun.cookies);
  } catch (error) {
    return refusal(error);
  }
}

/** The session that an errand of one's own account belongs to. */
async function sessionOf(site: string | null): Promise<string> {
  requireOwnPage(site);
  const actor = await currentActor();
  if (!actor) throw unauthenticated();
  return actor.sessionId;
}

async function end(query: Record<string, string>): Promise<Response> {
  let ending: string[] = [];
  try {
    const { found, cookies: ended } = await endFlow(await flowOf(), query, new Date());
    ending = ended;
    if (!found) throw new AppError("forbidden", "providerRefused");
    await run(found.errand, found.claims);
    return redirection(safePath(found.errand.next), ended);
  } catch (error) {
    return refusal(error, ending);
  }
}

async function run(sent: Errand, claims: ProviderClaims): Promise<void> {
  const { errand, startedAt } = sent;
  if (errand === "enter") {
    const device = await visitorDevice();
    await setSessionCookie(await enterByProvider(claims, device));
    return forgiveAttempt("signInAddress", device.address);
  }
  const actor = await currentActor();
  if (!actor) throw unauthenticated();
  requireOwnErrand(sent, actor);
  if (errand === "prove") await proveByProvider(actor, claims, new Date(startedAt));
  else await connectProvider(actor, claims);
}

async function flowOf(): Promise<Flow> {
  const provider = await readProvider();
  if (!provider) throw new AppError("forbidden", "providerOff");
  const brought = (await cookies()).getAll().map(({ name, value }) => [name, value] as const);
  return { provider, origin: await visitorOrigin(), cookies: Object.fromEntries(brought) };
}

/** In words, on a page: whoever comes from the provider has no other one open. */
async function refusal(error: unknown, ending: string[] = []): Promise<Response> {
  const known = error instanceof AppError ? error : new AppError("unavailable", "providerAway", { cause: error });
  if (known !== error) log.error({ err: error }, "sign-in through the provider failed");
  const page = (await currentActor()) ? "/prove" : "/sign-in";
  return redirection(`${page}?refused=${known.reason}`, ending);
}

function redirection(location: string, set: string[]): Response {
  const headers = new Headers({ location, "cache-control": "no-store", "referrer-policy": "no-referrer" });
  for (const cookie of set) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
