import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { workspace } from "@/db/schema";
import type { WorkspaceView } from "./schema";

/** The company, or null while nobody has founded it. */
export async function readWorkspace(): Promise<WorkspaceView | null> {
  const [row] = await database()
    .select({ name: workspace.name, locale: workspace.locale, registration: workspace.registration })
    .from(workspace)
    .where(eq(workspace.id, 1))
    .limit(1);
  return row ?? null;
}
