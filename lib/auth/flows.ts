import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type AuthOptions } from "next-auth";
import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { providerFlowSeconds, providerTimeoutMs } from "@/lib/limits";
import { log } from "@/lib/log";
import { discoveryAddress } from "./discovery";
import type { Provider } from "./provider";
import { type ProviderClaims, providerClaims } from "./schema";
import { seal, secretFor, unseal } from "./sealing";

/** The provider's name in the addresses of the flow. */
export const providerName = "company";

// The origin of each flow is said in its request, by the door that knows it.
process.env.AUTH_TRUST_HOST = "true";
delete process.env.NEXTAUTH_URL;

/** What somebody went to the provider for, and where they go afterwards. */
export interface Errand {
  errand: "enter" | "prove" | "connect";
  next: string;
  startedAt: number;
  /** Whose errand it is, where it is somebody's: `prove` and `connect` end in the session that began them. */
  sessionId: string | null;
}

export interface Flow {
  provider: Provider;
  /** Scheme, host and port as the visitor reached them. */
  origin: string;
  /** What the browser brought. */
  cookies: Record<string, string>;
}

/** An answer of next-auth: where it leads, and the cookies (`Set-Cookie`) that carry the flow. */
interface Answer {
  location: string;
  cookies: string[];
}

const errandName = "staffroom-errand";
const errandPurpose = "provider errand";
const errand = z.object({
  errand: z.enum(["enter", "prove", "connect"]),
  next: z.string(),
  startedAt: z.number(),
  sessionId: z.uuid().nullable(),
});

/**
 * Begins the authorization code flow (RFC 6749, 4.1) with a proof key (RFC 7636), state and nonce.
 * @returns the way to the provider, or null where it does not answer
 */
export async function beginFlow(flow: Flow, sent: Errand): Promise<Answer | null> {
  const csrf = await call(flow, { method: "GET", action: ["csrf"] });
  const pair = csrf.cookies.map((cookie) => cookie.split(";")[0]?.split("=") ?? []);
  const cookies = Object.fromEntries(pair.map(([name = "", value = ""]) => [name, decodeURIComponent(value)]));
  const again: Record<string, string> = sent.errand === "prove" ? { prompt: "login", max_age: "0" } : {};
  const answer = await call(
    { ...flow, cookies },
    { method: "POST", action: ["signin", providerName], query: again, body: { csrfToken: csrf.token } },
  );
  if (!answer.location || isOwn(flow, answer.location)) return null;
  const sealed = seal(errandPurpose, JSON.stringify(sent));
  return { location: answer.location, cookies: [...answer.cookies, cookieOf(flow, errandName, sealed)] };
}

/**
 * What comes back from the provider: the code is traded, and everything about the answer checked (state, nonce, proof
 * key, issuer, audience, signature, time).
 * @returns who was there and on what errand, or null for an answer that is not to be believed; `cookies` end the flow
 */
export async function endFlow(
  flow: Flow,
  query: Record<string, string>,
  now: Date,
): Promise<{ found: { claims: ProviderClaims; errand: Errand } | null; cookies: string[] }> {
  let claims: ProviderClaims | null = null;
  await call(flow, { method: "GET", action: ["callback", providerName], query }, (profile) => {
    claims = providerClaims.safeParse(profile).data ?? null;
  });
  const opened = unseal(errandPurpose, flow.cookies[errandName] ?? "");
  const parsed = opened === null ? null : errand.safeParse(JSON.parse(opened));
  const isFresh = parsed?.success && now.getTime() - parsed.data.startedAt < providerFlowSeconds * 1000;
  const cookies = [errandName, ...Object.values(flowCookies)].map((name) => cookieOf(flow, name, ""));
  return { found: claims && isFresh ? { claims, errand: parsed.data } : null, cookies };
}

/**
 * Another site must not send somebody on an errand of their account. Programs and browsers of old say nothing of where
 * they come from (Fetch Metadata, `Sec-Fetch-Site`), and `none` is an address that was typed.
 * @throws AppError `forbidden` (`providerRefused`)
 */
export function requireOwnPage(site: string | null): void {
  if (site !== null && site !== "same-origin" && site !== "none") throw new AppError("forbidden", "providerRefused");
}

/** @throws AppError `forbidden` (`providerRefused`) where another session began it */
export function requireOwnErrand(sent: Errand, actor: Pick<Actor, "sessionId">): void {
  if (sent.sessionId !== actor.sessionId) throw new AppError("forbidden", "providerRefused");
}

/** An address of ours is an error page of next-auth's: it never got as far as the provider. */
const isOwn = ({ origin }: Flow, location: string) => location.startsWith(`${origin}/`) || location.startsWith("/");

interface Call {
  method: "GET" | "POST";
  action: string[];
  query?: Record<string, string>;
  body?: Record<string, string>;
}

/**
 * next-auth, asked as it asks to be, without its pages, its session and its cookies for one: whom it has proved is told
 * to `proved`, and the session is made elsewhere.
 */
async function call(
  flow: Flow,
  { method, action, query, body }: Call,
  proved: (profile: unknown) => void = () => {},
): Promise<Answer & { token: string }> {
  const { host, protocol } = new URL(flow.origin);
  const headers = { "x-forwarded-host": host, "x-forwarded-proto": protocol.replace(":", "") };
  const request = { method, query: { ...query, nextauth: action }, body, cookies: flow.cookies, headers };
  const answer = new Recorded();
  const options = optionsFor(flow, proved);
  await NextAuth(request as unknown as NextApiRequest, answer as unknown as NextApiResponse, options);
  return { location: answer.location, cookies: answer.cookies, token: answer.token };
}

/** As much of an answer as next-auth writes. */
class Recorded {
  readonly headers = new Map<string, string | string[]>();
  token = "";
  status = () => this;
  end = () => this;
  getHeader = (name: string) => this.headers.get(name.toLowerCase());
  setHeader = (name: string, value: string | string[]) => {
    this.headers.set(name.toLowerCase(), value);
    return this;
  };
  json = (body: unknown) => this.send(body);
  send = (body: unknown) => {
    this.token = z.object({ csrfToken: z.string() }).safeParse(body).data?.csrfToken ?? "";
    return this;
  };
  get location(): string {
    return String(this.headers.get("location") ?? "");
  }
  get cookies(): string[] {
    return [this.headers.get("set-cookie") ?? []].flat();
  }
}

/** Cookies of the flow alone; each is sealed by next-auth with a secret that opens nothing else. */
const flowCookies = {
  state: "staffroom-oidc-state",
  nonce: "staffroom-oidc-nonce",
  pkceCodeVerifier: "staffroom-oidc-pkce",
  csrfToken: "staffroom-oidc-csrf",
  callbackUrl: "staffroom-oidc-callback",
} as const;

/** Read from the database for each request: a change of the settings holds at once. */
function optionsFor({ provider, origin }: Flow, proved: (profile: unknown) => void): AuthOptions {
  const secure = origin.startsWith("https://");
  const options = { httpOnly: true, sameSite: "lax", path: "/api/auth", secure, maxAge: providerFlowSeconds } as const;
  return {
    secret: secretFor("provider flow"),
    useSecureCookies: secure,
    cookies: Object.fromEntries(Object.entries(flowCookies).map(([part, name]) => [part, { name, options }])),
    pages: { error: "/sign-in" },
    logger: {
      error: (code, detail) => log.warn({ code, err: messageOf(detail) }, "sign-in through the provider failed"),
      warn: () => {},
      debug: () => {},
    },
    callbacks: {
      redirect: () => origin,
      // A path ends next-auth's part here: it makes no session of its own.
      signIn: ({ profile }) => {
        proved(profile);
        return "/";
      },
    },
    providers: [
      {
        id: providerName,
        name: providerName,
        type: "oauth",
        wellKnown: discoveryAddress(provider.issuer),
        issuer: provider.issuer,
        idToken: true,
        checks: ["pkce", "state", "nonce"],
        clientId: provider.clientId,
        clientSecret: provider.clientSecret || undefined,
        client: provider.clientSecret ? {} : { token_endpoint_auth_method: "none" },
        authorization: { params: { scope: "openid email profile" } },
        httpOptions: { timeout: providerTimeoutMs },
        userinfo: { request: async ({ tokens, client }) => claimsOf(tokens, client) },
        profile: ({ sub }: { sub: string }) => ({ id: sub }),
      },
    ],
  };
}

type UserInfo = NonNullable<Extract<AuthOptions["providers"][number], { type: "oauth" }>["userinfo"]>;
type Asked = Parameters<NonNullable<Exclude<UserInfo, string>["request"]>>[0];

/** The signed token tells who it is; the e-mail may stand only in what the provider tells besides, of the same person. */
async function claimsOf(tokens: Asked["tokens"], client: Asked["client"]) {
  const signed = (tokens as { claims(): Record<string, unknown> }).claims();
  if (signed.email !== undefined || !client.issuer.metadata.userinfo_endpoint) return signed as never;
  const told: object = await client.userinfo(tokens as never);
  return { ...told, ...signed } as never;
}

function cookieOf({ origin }: Flow, name: string, value: string): string {
  const secure = origin.startsWith("https://") ? "; Secure" : "";
  // A day long past takes a cookie back everywhere; an age of 0 does not outlive the framework's own rewriting.
  const until = value === "" ? "Expires=Thu, 01 Jan 1970 00:00:00 GMT" : `Max-Age=${providerFlowSeconds}`;
  return `${name}=${value}; Path=/api/auth; ${until}; HttpOnly; SameSite=Lax${secure}`;
}

function messageOf(detail: unknown): string {
  if (detail instanceof Error) return detail.message;
  const inner = z.object({ error: z.instanceof(Error) }).safeParse(detail);
  return inner.success ? inner.data.error.message : "";
}
