import { connection } from "next/server";
import postgres from "postgres";

interface Message {
  id: number;
  html: string;
  created_at: Date;
  author: string;
}

const shared = globalThis as typeof globalThis & { sql?: postgres.Sql };

/** The room's newest 50 messages from the same database, and nothing else: no sign-in, no list of rooms, no composer. */
export default async function Page({ searchParams }: { searchParams: Promise<{ id?: string }> }) {
  await connection();
  const { id } = await searchParams;
  shared.sql ??= postgres(process.env.DATABASE_URL ?? "");
  const newest = await shared.sql<Message[]>`
    select m.id, m.html, m.created_at, a.display_name as author from messages m join persons a on a.id = m.author_id
    where m.room_id = ${Number(id)} and m.thread_id is null and m.to_id is null order by m.seq desc limit 50`;
  return (
    <main>
      {newest.toReversed().map((message) => (
        <article key={message.id} id={`m${message.id}`}>
          <h2>{message.author}</h2>
          <time dateTime={message.created_at.toISOString()}>{message.created_at.toLocaleTimeString("en")}</time>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the product's own rendered Markdown */}
          <div dangerouslySetInnerHTML={{ __html: message.html }} />
        </article>
      ))}
    </main>
  );
}
