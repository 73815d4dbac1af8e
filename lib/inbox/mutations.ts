import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { countAttempt } from "@/lib/auth/attempts";
import { publish } from "@/lib/events/bus";
import { inboxState } from "./data";
import type { InboxState, SeeInbox } from "./schema";

/**
 * One has looked at what came up to a moment: that of the newest entry shown, so that what comes while one looks stays
 * new. It never moves back, nor beyond now.
 */
export async function seeInbox(actor: Actor, { until }: SeeInbox): Promise<InboxState> {
  await countAttempt("ownChanges", String(actor.personId));
  const moved = await database().execute(sql`
    update persons set inbox_seen_at = least(${until}::timestamptz, now())
    where id = ${actor.personId} and inbox_seen_at < least(${until}::timestamptz, now()) returning id`);
  if (moved.length > 0) await publish({ type: "inbox", personId: actor.personId });
  return inboxState(actor);
}
