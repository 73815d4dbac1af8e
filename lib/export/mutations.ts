import { inTransaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { mayExportWorkspace } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { countAttempt } from "@/lib/auth/attempts";
import { requireProved } from "@/lib/auth/proofs";
import { forbidden } from "@/lib/errors";
import type { AskExport } from "./schema";
import { exportPieces } from "./stream";

/**
 * Begins an export: one's own data, or, for an owner who has just typed the password, the company's, which the journal
 * tells of before the first line is read.
 * @returns NDJSON, piece by piece
 * @throws AppError `forbidden` (also `proveAgain`), `rate_limited`
 */
export async function beginExport(
  actor: Actor,
  { scope = "own" }: AskExport,
  now = new Date(),
): Promise<AsyncGenerator<string>> {
  if (scope === "workspace") {
    if (!mayExportWorkspace(actor)) throw forbidden();
    requireProved(actor, now);
  }
  await countAttempt("exports", String(actor.personId));
  if (scope === "workspace") await inTransaction((tx) => audit(tx, actor, { action: "workspace.exported" }));
  return exportPieces(actor, scope, now);
}
