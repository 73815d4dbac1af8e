import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/access/actor";
import { openSessionCookie, sealSessionCookie, sessionCookieName } from "@/lib/auth/cookie";
import type { BegunSession, Device } from "@/lib/auth/schema";
import { readSession } from "@/lib/auth/sessions";
import { env } from "@/lib/env";
import { catalogue } from "@/lib/i18n";
import { isLocale, type Locale, preferredLocale } from "@/lib/i18n/locale";
import { readWorkspace } from "@/lib/workspace/data";

/** The company, read once a request; null while nobody has founded it. */
export const currentCompany = cache(readWorkspace);

/** Who looks at a page or calls an action: read from the session's row, once a request. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const jar = await cookies();
  const sealed = jar.get(sessionCookieName(true)) ?? jar.get(sessionCookieName(false));
  const sessionId = await openSessionCookie(sealed?.value);
  return sessionId ? readSession(sessionId) : null;
});

/**
 * The actor of a page; a stranger is led to the sign-in and back here afterwards, and whoever lacks the second factor
 * that the company requires to the page that makes one.
 */
export async function requireVisitor(path: string): Promise<Actor> {
  const actor = await currentActor();
  if (actor?.mustSecure) redirect("/second-factor");
  if (actor) return actor;
  if (!(await currentCompany())) redirect("/first-run");
  redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
}

/** What was asked for, as the gateway says: a layout is not told. */
export async function visitorPath(): Promise<string> {
  return (await headers()).get("x-path") ?? "/";
}

/** The language: a person's own, else the one chosen in the address, else the browser's, else the company's. */
export async function visitorLocale(chosen?: unknown): Promise<Locale> {
  if (isLocale(chosen)) return chosen;
  const actor = await currentActor();
  if (actor) return actor.locale;
  const company = await currentCompany();
  return preferredLocale((await headers()).get("accept-language"), company?.locale ?? "en");
}

export async function visitorWords(chosen?: unknown) {
  const locale = await visitorLocale(chosen);
  return { locale, ...catalogue(locale) };
}

/**
 * Where the request comes from. The gateway adds whoever reached it at the end of `X-Forwarded-For`: the visitor, or
 * the owner's proxy, which added the visitor before itself.
 */
export async function visitorDevice(): Promise<Device> {
  const list = await headers();
  const chain = (list.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const address = (env().STAFFROOM_TRUST_PROXY ? chain.at(-2) : undefined) ?? chain.at(-1) ?? "";
  return { kind: "web", userAgent: list.get("user-agent") ?? "", address };
}

/** The address of this installation as the visitor reached it. */
export async function visitorOrigin(): Promise<string> {
  const list = await headers();
  const address = env().STAFFROOM_URL;
  return address
    ? new URL(address).origin
    : `${list.get("x-forwarded-proto") ?? "http"}://${list.get("host") ?? "localhost"}`;
}

export async function setSessionCookie(session: BegunSession): Promise<void> {
  const secure = (await visitorOrigin()).startsWith("https://");
  (await cookies()).set(sessionCookieName(secure), await sealSessionCookie(session.sessionId), {
    httpOnly: true,
    sameSite: "lax",
    secure,
    path: "/",
    expires: session.expiresAt,
  });
}

export async function dropSessionCookie(): Promise<void> {
  const jar = await cookies();
  for (const secure of [true, false]) {
    if (jar.has(sessionCookieName(secure)))
      jar.set(sessionCookieName(secure), "", { path: "/", maxAge: 0, httpOnly: true, secure, sameSite: "lax" });
  }
}

/** A path of this very site, for after a sign-in; anything else becomes the front page. */
export function safePath(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/")) return "/";
  // Parsed as a browser would, so that "//host", "/\\host" and hidden tabs or line breaks show what they are.
  const url = URL.canParse(value, nowhere) ? new URL(value, nowhere) : null;
  return url?.origin === nowhere && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : "/";
}

const nowhere = "http://here.invalid";
