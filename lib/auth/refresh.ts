import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { sessions } from "@/db/schema";
import { unauthenticated } from "@/lib/errors";
import { accessTokenSeconds } from "@/lib/limits";
import { getPerson } from "@/lib/people/data";
import { endSessionsByIds } from "./closing";
import type { Tokens } from "./schema";
import { hashSecret, newSecret } from "./secrets";
import { readSession } from "./sessions";
import { issueAccessToken } from "./tokens";

export const refreshInput = z.strictObject({ refresh_token: z.string().max(200) });

/** The first pair of tokens of a session that has just begun. */
export async function firstTokens(sessionId: string, now = new Date()): Promise<Tokens> {
  const secret = newSecret();
  await database()
    .update(sessions)
    .set({ refreshHash: hashSecret(secret) })
    .where(eq(sessions.id, sessionId));
  return tokens(sessionId, secret, now);
}

/**
 * Trades a refresh token for a new pair. Each is good once: a used one that comes again has been stolen,
 * from whichever side, and ends the session (RFC 9700, section 4.14.2).
 * @throws AppError `unauthenticated`
 */
export async function refreshTokens(refreshToken: string, now = new Date()): Promise<Tokens> {
  const [sessionId = "", secret = ""] = refreshToken.split(".", 2);
  if (!z.uuid().safeParse(sessionId).success || !(await readSession(sessionId, now))) throw unauthenticated();
  const next = newSecret();
  const traded = await database()
    .update(sessions)
    .set({ refreshHash: hashSecret(next), lastUsedAt: now })
    .where(and(eq(sessions.id, sessionId), eq(sessions.refreshHash, hashSecret(secret)), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  if (traded.length === 0) {
    await endSessionsByIds([sessionId], now);
    throw unauthenticated();
  }
  return tokens(sessionId, next, now);
}

async function tokens(sessionId: string, secret: string, now: Date): Promise<Tokens> {
  const actor = await readSession(sessionId, now);
  if (!actor) throw unauthenticated();
  return {
    access_token: await issueAccessToken(sessionId, now),
    refresh_token: `${sessionId}.${secret}`,
    token_type: "bearer",
    expires_in: accessTokenSeconds,
    user: await getPerson(actor, actor.personId),
  };
}
