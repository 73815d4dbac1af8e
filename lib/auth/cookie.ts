import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { secret } from "@/lib/env";
import { sessionDaysMax } from "@/lib/limits";

/** The `__Host-` prefix (RFC 6265bis, 4.1.3.2) binds the cookie to this very host; it needs TLS. */
export const sessionCookieName = (secure: boolean) => (secure ? "__Host-staffroom-session" : "staffroom-session");

const claims = z.object({ sid: z.uuid() });

export const sealSessionCookie = (sessionId: string): Promise<string> =>
  encode({ token: { sid: sessionId }, secret: secret(), maxAge: sessionDaysMax * 86_400 });

/** The session's id in a cookie's value, or null for anything that this installation did not seal. */
export async function openSessionCookie(value: string | undefined): Promise<string | null> {
  if (!value) return null;
  try {
    return claims.parse(await decode({ token: value, secret: secret() })).sid;
  } catch {
    return null;
  }
}

/** The session cookie's value in a `Cookie` header (RFC 6265, 4.2.1), or undefined. */
export function cookieFromHeader(header: string | undefined): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === sessionCookieName(true) || name === sessionCookieName(false)) return value;
  }
  return undefined;
}
