import { inTransaction } from "@/db/client";
import { milestones } from "@/db/schema";
import { audit, theClock } from "@/lib/audit";
import type { Manifest } from "./archive";

/** Writes down in the journal, and for the overview, what was done from the server's own terminal. */
export async function leaveWord(
  action: "workspace.backed_up" | "workspace.restored",
  manifest: Manifest,
): Promise<void> {
  const at = new Date(manifest.made_at);
  const detail = { tables: manifest.tables.length, files: manifest.files.length };
  await inTransaction(async (tx) => {
    await tx
      .insert(milestones)
      .values({ name: "backup", at, detail })
      .onConflictDoUpdate({ target: milestones.name, set: { at, detail } });
    await audit(tx, theClock, { action, subject: `${manifest.made_at.slice(0, 16).replace("T", " ")} UTC` });
  });
}
