import type { Actor } from "@/lib/access/actor";
import { mayExportWorkspace } from "@/lib/access/policy";
import { whileAllowed } from "@/lib/access/watching";
import { readSession } from "@/lib/auth/sessions";
import { unauthenticated } from "@/lib/errors";
import { companyLines } from "./company";
import { ownLines } from "./own";
import type { ExportLine, ExportScope } from "./schema";

/**
 * An export as NDJSON, piece by piece, each of a bounded number of lines. It is read as fast as it is taken: what is
 * said meanwhile is not in it, and what is changed meanwhile is in it as it was when it was read. No piece holds a
 * connection to the database while it waits to be taken.
 * @throws AppError `unauthenticated` with a later piece once the session is over
 */
export async function* exportPieces(actor: Actor, scope: ExportScope, now: Date): AsyncGenerator<string> {
  const counts: Record<string, number> = {};
  yield lines([{ type: "start", scope, started_at: now.toISOString(), user_id: actor.personId }]);
  for await (const batch of scope === "workspace" ? companyLines(actor) : ownLines(actor)) {
    await requireStillThere(actor, scope);
    for (const { type } of batch) counts[type] = (counts[type] ?? 0) + 1;
    if (batch.length > 0) yield lines(batch);
  }
  yield lines([{ type: "end", counts }]);
}

/** A slow reader may take hours: whoever was put out meanwhile gets no further piece. */
async function requireStillThere(actor: Actor, scope: ExportScope): Promise<void> {
  const now = await readSession(actor.sessionId);
  if (!now || now.mustSecure || (scope === "workspace" && !mayExportWorkspace(now))) throw unauthenticated();
}

const lines = (batch: ExportLine[]): string => batch.map((line) => `${JSON.stringify(line)}\n`).join("");

/** An export on its way to its reader; it is cut off, too, while a piece waits to be taken. */
export const exportBytes = (actor: Actor, scope: ExportScope, pieces: AsyncGenerator<string>) =>
  whileAllowed(bytesOf(pieces), () => requireStillThere(actor, scope));

/** Bytes as they are asked for: nothing is read ahead, and nothing more once nobody takes it. */
export function bytesOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      pull: async (stream) => {
        const { done, value } = await pieces.next();
        if (done) stream.close();
        else stream.enqueue(encoder.encode(value));
      },
      cancel: async () => void (await pieces.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}
