import { createHmac } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { sessions } from "@/db/schema";
import { unauthenticated } from "@/lib/errors";
import { accessTokenSeconds, refreshRepeatSeconds } from "@/lib/limits";
import { getPerson } from "@/lib/people/data";
import { endSessionsByIds } from "./closing";
import type { Tokens } from "./schema";
import { secretFor } from "./sealing";
import { hashSecret, newSecret } from "./secrets";
import { readSession } from "./sessions";
import { issueAccessToken } from "./tokens";

export const refreshInput = z.strictObject({
  refresh_token: z.string().max(200),
  /** The client's own name for this one trade, by which the same request is known when it comes again. */
  attempt_id: z.uuid().optional(),
});

type Refresh = z.infer<typeof refreshInput>;

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
 * from whichever side, and ends the session (RFC 9700, section 4.14.2). A client whose answer was lost may make the very
 * same attempt again for `refreshRepeatSeconds`, while nobody has used what it brought: whoever has stolen the token
 * alone does not know the attempt.
 * @throws AppError `unauthenticated`
 */
export async function refreshTokens(input: Refresh, now = new Date()): Promise<Tokens> {
  const [sessionId = "", secret = ""] = input.refresh_token.split(".", 2);
  if (!z.uuid().safeParse(sessionId).success || !(await readSession(sessionId, now))) throw unauthenticated();
  const next = successor(sessionId, secret, input.attempt_id, now);
  const traded = await database()
    .update(sessions)
    .set({ refreshHash: hashSecret(next), lastUsedAt: now })
    .where(and(eq(sessions.id, sessionId), eq(sessions.refreshHash, hashSecret(secret)), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  if (traded.length > 0) return tokens(sessionId, next, now);
  const brought = await broughtBefore(sessionId, secret, input.attempt_id, now);
  if (brought !== null) return tokens(sessionId, brought, now);
  await endSessionsByIds([sessionId], now);
  throw unauthenticated();
}

/** Of a named attempt it can be made again, by this installation alone, from what was asked and when. */
function successor(sessionId: string, secret: string, attemptId: string | undefined, tradedAt: Date): string {
  if (attemptId === undefined) return newSecret();
  const asked = JSON.stringify([sessionId, secret, attemptId.toLowerCase(), tradedAt.getTime()]);
  return createHmac("sha256", secretFor("refresh tokens")).update(asked).digest("base64url");
}

/** What this very attempt has brought already; null for any other reuse. The primary key serves it. */
async function broughtBefore(
  sessionId: string,
  secret: string,
  attemptId: string | undefined,
  now: Date,
): Promise<string | null> {
  if (attemptId === undefined) return null;
  const [row] = await database()
    .select({ refreshHash: sessions.refreshHash, tradedAt: sessions.lastUsedAt })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)))
    .limit(1);
  if (!row?.refreshHash || now.getTime() - row.tradedAt.getTime() > refreshRepeatSeconds * 1_000) return null;
  const brought = successor(sessionId, secret, attemptId, row.tradedAt);
  return hashSecret(brought).equals(row.refreshHash) ? brought : null;
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
