import { randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { secret } from "@/lib/env";
import { accessTokenSeconds } from "@/lib/limits";

const claims = z.object({ sid: z.uuid() });
const key = () => new TextEncoder().encode(`access:${secret()}`);

/**
 * A JWT (RFC 7519, HS256) that carries the session's id and is good for `accessTokenSeconds`. No two are alike, though
 * issued within one second: whoever compares them sees which is the newer.
 */
export const issueAccessToken = (sessionId: string, now: Date): Promise<string> =>
  new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(now.getTime() / 1000))
    .setExpirationTime(Math.floor(now.getTime() / 1000) + accessTokenSeconds)
    .sign(key());

/** The session's id in a token, or null for a forged, foreign or expired one. */
export async function openAccessToken(token: string, now = new Date()): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(token, key(), { algorithms: ["HS256"], currentDate: now });
    return claims.parse(payload).sid;
  } catch {
    return null;
  }
}
