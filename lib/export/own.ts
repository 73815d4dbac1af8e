import type { Actor } from "@/lib/access/actor";
import { listTokens } from "@/lib/auth/personal-tokens";
import { listSessions } from "@/lib/auth/sessions";
import { filesOf } from "@/lib/files/data";
import { exportBatch } from "@/lib/limits";
import { draftsOf } from "@/lib/messages/drafts";
import { listThreads } from "@/lib/messages/following";
import { listSaved } from "@/lib/messages/saved";
import { getPerson } from "@/lib/people/data";
import { batches, pages, signsUpTo } from "./batches";
import { newestMessageId, roomsIn, saidBy, signsBy, whispersOf } from "./data";
import type { ExportLine } from "./schema";

/** What is one's own, as one sees it at every other door: of rooms that one is out of there is nothing. */
export async function* ownLines(actor: Actor): AsyncGenerator<ExportLine[]> {
  const upTo = await newestMessageId();
  const { locale, theme, timeZone } = actor;
  const profile = await getPerson(actor, actor.personId);
  yield [{ type: "profile", ...profile, locale, theme, time_zone: timeZone }];
  yield (await listSessions(actor)).map((session) => ({ type: "session", ...session }));
  yield (await listTokens(actor)).map((token) => ({ type: "token", ...token }));
  yield* batches("room", 0, (after) => roomsIn(actor, after));
  yield* batches("message", 0, (after) => saidBy(actor, after, upTo));
  yield* batches("whisper", 0, (after) => whispersOf(actor, after, upTo));
  yield* batches("file", 0, (after) => filesOf(actor, after, exportBatch));
  yield* batches("reaction", signsUpTo(upTo), (after) => signsBy(actor, after));
  yield* pages("saved", (cursor) => listSaved(actor, { cursor, limit: exportBatch }));
  for await (const threads of pages("thread", (cursor) => listThreads(actor, { cursor, limit: exportBatch })))
    yield threads.map(({ root: _, ...thread }) => thread);
  yield (await draftsOf(actor)).map((draft) => ({ type: "draft", ...draft }));
}
