import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { countAttempt } from "@/lib/auth/attempts";
import { sealCursor } from "@/lib/cursor";
import { listPageSize, messageCharsMax, searchStemsMax } from "@/lib/limits";
import { messagesById } from "@/lib/messages/data";
import { plainText } from "@/lib/messages/rows";
import type { MessageView } from "@/lib/messages/schema";
import { seenBy } from "@/lib/messages/sight";
import { roomsFor } from "@/lib/rooms/data";
import { findMessages } from "./finding";
import { isIndexed } from "./indexing";
import { hitsIn, likelyWords, markedTerms, type Stems, snippetOf } from "./marking";
import { narrowed, type Sought } from "./narrowing";
import type { Found } from "./reading";
import type { SearchHit, SearchInput, SearchPage, Segment } from "./schema";
import { inTurn } from "./turns";
import { type Term, takeApart } from "./typed";

/**
 * What the actor may see of what is sought, the newest first; replies of threads, whispers of their own and names of
 * files are among it. A page may hold fewer than it could where something of it went meanwhile.
 * @throws AppError `invalid`, `rate_limited`, `unavailable` (`searchSlow`)
 */
export async function searchMessages(actor: Actor, input: SearchInput, now = new Date()): Promise<SearchPage> {
  await countAttempt("searches", String(actor.personId));
  const limit = input.limit ?? listPageSize;
  const sought = await narrowed(actor, input, takeApart(input.q ?? ""), now);
  return inTurn(() => pageOf(actor, sought, limit));
}

async function pageOf(actor: Actor, sought: Sought, limit: number): Promise<SearchPage> {
  const found = await findMessages(actor, sought, limit + 1);
  const last = found.length > limit ? found[limit - 1] : undefined;
  const [items, complete] = await Promise.all([
    present(actor, found.slice(0, limit), markedTerms(sought.terms)),
    isIndexed(),
  ]);
  return { items, next_cursor: last ? sealCursor({ name: "", id: last.id }) : null, complete };
}

/** What one does not see goes, whatever the question had found. */
async function present(actor: Actor, found: Found[], terms: Term[]): Promise<SearchHit[]> {
  const [placed, rooms] = await Promise.all([
    messagesById(found.map(({ id }) => id)),
    roomsFor(actor.personId, [...new Set(found.map(({ roomId }) => roomId))]),
  ]);
  const shown = found.flatMap(({ id, roomId, fromSeq }) => {
    const [one, room] = [placed.get(id), rooms.get(roomId)];
    const message = one && seenBy({ personId: actor.personId, fromSeq }, one);
    return message && message.deleted_at === null && room?.my_role ? [{ message, room }] : [];
  });
  const likely = shown.flatMap(({ message }) => textsOf(message).flatMap((text) => likelyWords(text, terms)));
  const stems = await stemsOf(
    [...new Set([...terms.flatMap(({ words }) => words), ...likely])].slice(0, searchStemsMax),
  );
  return shown.map(({ message, room }) => ({
    message,
    room: { id: room.id, kind: room.kind, name: room.name, visibility: room.visibility },
    snippet: snippetIn(textsOf(message), terms, stems),
  }));
}

/** Where words of a message may be: in its text, and in the names of its files. */
const textsOf = ({ text, attachments }: MessageView): string[] =>
  [plainText(text, messageCharsMax), ...attachments.map(({ name }) => name)]
    .map((one) => one.normalize("NFC"))
    .filter(Boolean);

function snippetIn(texts: string[], terms: Term[], stems: Stems): Segment[] {
  const marked = texts.map((text) => ({ text, hits: hitsIn(text, terms, stems) }));
  const best = marked.find(({ hits }) => hits.length > 0) ?? marked[0];
  return best ? snippetOf(best.text, best.hits) : [];
}

async function stemsOf(words: string[]): Promise<Stems> {
  if (words.length === 0) return new Map();
  const rows = await database().execute<{ word: string; stems: string[] }>(sql`
    select w.word, tsvector_to_array(to_tsvector('staffroom', w.word)) as stems
    from (select value as word from json_array_elements_text(${JSON.stringify(words)}::json)) w`);
  return new Map([...rows].map(({ word, stems }) => [word, stems]));
}
