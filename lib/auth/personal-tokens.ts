import { and, desc, eq, gt, isNull, type SQL } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { personalTokens, sessions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireSession } from "@/lib/access/scope";
import { audit } from "@/lib/audit";
import { AppError, notFound, unauthenticated } from "@/lib/errors";
import { personalTokenDaysMax, personalTokensMax } from "@/lib/limits";
import { tellEnded } from "./closing";
import { standsAsRead } from "./data";
import { requireProved } from "./proofs";
import type { MintToken, PersonalTokenView } from "./schema";
import { hashSecret, newSecret } from "./secrets";

/** How every token begins, so that those who look for lost secrets know one: `staffroom_[A-Za-z0-9_-]{43}`. */
export const personalTokenMark = "staffroom_";

const dayMs = 24 * 60 * 60_000;

/** One's own tokens that still open something, the newest first; `sessions_of_person` serves it. */
export async function listTokens(actor: Actor): Promise<PersonalTokenView[]> {
  const rows = await database()
    .select(columns)
    .from(personalTokens)
    .innerJoin(sessions, eq(sessions.id, personalTokens.sessionId))
    .where(isAlive(actor, new Date()))
    .orderBy(desc(personalTokens.id))
    .limit(personalTokensMax);
  return rows.map(present);
}

/**
 * Makes a token, which is a session that needs no sign-in: whatever ends sessions ends it.
 * @returns it with its secret, this once
 * @throws AppError `forbidden` (`tokenMayNot`, `proveAgain`), `conflict` (`tooManyTokens`)
 */
export async function mintToken(
  actor: Actor,
  input: MintToken,
  now = new Date(),
): Promise<PersonalTokenView & { token: string }> {
  requireProved(actor, now);
  const token = `${personalTokenMark}${newSecret()}`;
  const expiresAt = new Date(now.getTime() + (input.expires_in_days ?? personalTokenDaysMax) * dayMs);
  const { name, scope = "write" } = input;
  const made = await inTransaction(async (tx) => {
    const via = await standingVia(tx, actor);
    if ((await countTokens(tx, actor, now)) >= personalTokensMax) throw new AppError("conflict", "tooManyTokens");
    const session = { personId: actor.personId, kind: "token", via, address: actor.address } as const;
    const [begun] = await tx
      .insert(sessions)
      .values({ ...session, createdAt: now, lastUsedAt: now, expiresAt })
      .returning({ sessionId: sessions.id });
    if (!begun) throw new Error("a token's session was not written");
    const [row] = await tx
      .insert(personalTokens)
      .values({ ...begun, name, scope, tokenHash: hashSecret(token) })
      .returning({ id: personalTokens.id });
    if (!row) throw new Error("a token was not written");
    const after = { scope, expires_at: expiresAt.toISOString() };
    await audit(tx, actor, { action: "token.created", personId: actor.personId, subject: name, after });
    return row;
  });
  return { ...present({ ...made, name, scope, createdAt: now, lastUsedAt: now, expiresAt }), token };
}

/** From then on it opens nothing, and its sockets go. @throws AppError `not_found` for anybody else's */
export async function revokeToken(actor: Actor, input: { id: number }, now = new Date()): Promise<void> {
  requireSession(actor);
  await revoke(actor, eq(personalTokens.id, input.id), now);
}

/** The token by which the actor is here, whatever its scope. @throws AppError `not_found` where it was revoked meanwhile */
export const revokeItself = (actor: Actor, now = new Date()): Promise<void> =>
  revoke(actor, eq(personalTokens.sessionId, actor.sessionId), now);

async function revoke(actor: Actor, which: SQL, now: Date): Promise<void> {
  const sessionId = await inTransaction(async (tx) => {
    const [row] = await tx
      .select({ sessionId: personalTokens.sessionId, name: personalTokens.name })
      .from(personalTokens)
      .innerJoin(sessions, eq(sessions.id, personalTokens.sessionId))
      .where(and(which, isAlive(actor, now)))
      .for("update", { of: sessions })
      .limit(1);
    if (!row) throw notFound();
    await tx.update(sessions).set({ endedAt: now }).where(eq(sessions.id, row.sessionId));
    await audit(tx, actor, { action: "token.revoked", personId: actor.personId, subject: row.name });
    return row.sessionId;
  });
  await tellEnded([sessionId]);
}

/** The session of a token, ended or not; null where there is no such one. `personal_tokens_token` serves it. */
export async function openPersonalToken(token: string): Promise<string | null> {
  const [row] = await database()
    .select({ sessionId: personalTokens.sessionId })
    .from(personalTokens)
    .where(eq(personalTokens.tokenHash, hashSecret(token)))
    .limit(1);
  return row?.sessionId ?? null;
}

/**
 * How they signed in who make a token: the company's rule of a second factor looks at that. Under the person's lock, so
 * that no token comes out of a session that ends at that moment.
 */
async function standingVia(tx: Transaction, actor: Actor): Promise<"password" | "oidc"> {
  if (!(await standsAsRead(tx, { id: actor.personId }))) throw unauthenticated();
  const [row] = await tx
    .select({ via: sessions.via })
    .from(sessions)
    .where(and(eq(sessions.id, actor.sessionId), isNull(sessions.endedAt)))
    .limit(1);
  if (!row) throw unauthenticated();
  return row.via;
}

async function countTokens(tx: Transaction, actor: Actor, now: Date): Promise<number> {
  const rows = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(isAlive(actor, now), eq(sessions.kind, "token")))
    .limit(personalTokensMax);
  return rows.length;
}

const isAlive = (actor: Actor, now: Date) =>
  and(eq(sessions.personId, actor.personId), isNull(sessions.endedAt), gt(sessions.expiresAt, now));

const columns = {
  id: personalTokens.id,
  name: personalTokens.name,
  scope: personalTokens.scope,
  createdAt: sessions.createdAt,
  lastUsedAt: sessions.lastUsedAt,
  expiresAt: sessions.expiresAt,
};

type TokenRow = Pick<typeof personalTokens.$inferSelect, "id" | "name" | "scope"> &
  Pick<typeof sessions.$inferSelect, "createdAt" | "lastUsedAt" | "expiresAt">;

const present = (row: TokenRow): PersonalTokenView => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt > row.createdAt ? row.lastUsedAt.toISOString() : null,
  expires_at: row.expiresAt.toISOString(),
});
