import { eq } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import { workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { maySecureWorkspace } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { fieldError, forbidden, notFound } from "@/lib/errors";
import { discoverProvider } from "./discovery";
import { requireProved } from "./proofs";
import type { ProviderInput, ProviderView } from "./schema";
import { seal, unseal } from "./sealing";

/** The company's OpenID provider, with what the company proves itself to it by. Never leaves this folder. */
export interface Provider {
  issuer: string;
  clientId: string;
  /** Empty for a client that has none: the proof key of the flow (RFC 7636) stands in. */
  clientSecret: string;
  creates: boolean;
}

const purpose = "provider secret";

/** Null while there is none. */
export async function readProvider(): Promise<Provider | null> {
  const row = await readRow();
  if (!row?.issuer) return null;
  const clientSecret = row.sealedSecret === "" ? "" : (unseal(purpose, row.sealedSecret) ?? "");
  return { issuer: row.issuer, clientId: row.clientId, clientSecret, creates: row.creates };
}

/** For whoever may change it; the secret is shown to nobody. @throws AppError `forbidden` */
export async function readProviderSettings(actor: Actor): Promise<ProviderView> {
  if (!maySecureWorkspace(actor)) throw forbidden();
  const row = await readRow();
  if (!row) throw notFound();
  return {
    issuer: row.issuer,
    client_id: row.clientId,
    has_secret: row.sealedSecret !== "",
    label: row.label,
    creates: row.creates,
  };
}

/**
 * Sets the provider up once it has answered. A secret that is left out stays as it is, for the same provider alone:
 * no other one is handed it.
 * @throws AppError `forbidden` (also `proveAgain`), `invalid` at `issuer` where no provider answers
 */
export async function changeProvider(actor: Actor, input: ProviderInput, now = new Date()): Promise<ProviderView> {
  if (!maySecureWorkspace(actor)) throw forbidden();
  requireProved(actor, now);
  const issuer = await discoverProvider(input.issuer);
  const before = await readProviderSettings(actor);
  if (!input.client_secret && before.has_secret && before.issuer !== issuer)
    throw fieldError("client_secret", "providerSecret");
  await inTransaction(async (tx) => {
    await tx
      .update(workspace)
      .set({
        oidcIssuer: issuer,
        oidcClientId: input.client_id,
        oidcLabel: input.label ?? "",
        oidcCreates: input.creates ?? false,
        ...(input.client_secret ? { oidcSealedSecret: seal(purpose, input.client_secret) } : {}),
      })
      .where(eq(workspace.id, 1));
    await audit(tx, actor, {
      action: "workspace.provider_changed",
      subject: issuer,
      before: { issuer: before.issuer, client_id: before.client_id, label: before.label, creates: before.creates },
      after: { issuer, client_id: input.client_id, label: input.label ?? "", creates: input.creates ?? false },
    });
  });
  return readProviderSettings(actor);
}

/**
 * Nobody comes in through it any more; who they are there is kept, for when it is set up again.
 * @throws AppError `forbidden` (also `proveAgain`), `not_found` where there is none
 */
export async function removeProvider(actor: Actor, now = new Date()): Promise<void> {
  if (!maySecureWorkspace(actor)) throw forbidden();
  requireProved(actor, now);
  const { issuer } = await readProviderSettings(actor);
  if (issuer === "") throw notFound();
  await inTransaction(async (tx) => {
    await tx
      .update(workspace)
      .set({ oidcIssuer: "", oidcClientId: "", oidcSealedSecret: "", oidcLabel: "", oidcCreates: false })
      .where(eq(workspace.id, 1));
    await audit(tx, actor, { action: "workspace.provider_removed", subject: issuer });
  });
}

/** One row, by its primary key. */
async function readRow() {
  const [row] = await database()
    .select({
      issuer: workspace.oidcIssuer,
      clientId: workspace.oidcClientId,
      sealedSecret: workspace.oidcSealedSecret,
      label: workspace.oidcLabel,
      creates: workspace.oidcCreates,
    })
    .from(workspace)
    .where(eq(workspace.id, 1))
    .limit(1);
  return row;
}
