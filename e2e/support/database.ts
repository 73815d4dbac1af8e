import postgres from "postgres";
import type { Company } from "./company";

/** A connection of the tests to the company's own database. */
export async function withDatabase<T>(company: Company, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(company.env.DATABASE_URL, { max: 1, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Years of talk in a room that is still empty, written at once with the numbers that the verb would have given. */
export async function writeHistory(company: Company, roomId: number, count: number): Promise<void> {
  await withDatabase(company, async (sql) => {
    await sql`
      insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html, created_at)
      select r.id, m.person_id, n, r.version + n, r.version + n, gen_random_uuid(), said.text,
        '<p>' || said.text || '</p>', now() - (${count} - n) * interval '7 minutes'
      from rooms r
      cross join generate_series(1, ${count}::bigint) as n
      cross join lateral (
        select 'message ' || n || repeat(' and a few words more', (n % 7)::int) as text
      ) as said
      join lateral (
        select person_id from memberships where room_id = r.id and left_at is null
        order by person_id offset (n / 3) % r.member_count limit 1
      ) as m on true
      where r.id = ${roomId}`;
    await sql`
      update rooms set last_seq = ${count}, version = version + ${count}, last_message_at = now() where id = ${roomId}`;
    await sql`update readings set last_read_seq = ${count} where room_id = ${roomId}`;
    await sql`analyze messages`;
  });
}

/** The id of the message that has this number in its room. */
export async function messageAt(company: Company, roomId: number, seq: number): Promise<number> {
  const [row] = await withDatabase(
    company,
    (sql) => sql<{ id: string }[]>`
    select id from messages where room_id = ${roomId} and seq = ${seq} and thread_id is null and to_id is null`,
  );
  return Number(row?.id);
}

/** Replies in the thread of a message, written at once with the numbers that the verb would have given. */
export async function writeReplies(company: Company, rootId: number, count: number): Promise<void> {
  await withDatabase(
    company,
    (sql) => sql`
      with taken as (
        update rooms r set version = r.version + ${count} + 1 from messages m where m.id = ${rootId} and r.id = m.room_id
        returning r.id, r.version - ${count} - 1 as version
      ), root as (
        update messages m set thread_last_seq = ${count}, reply_count = ${count}, last_reply_at = now(),
          version = taken.version + ${count} + 1, revision = m.revision + 1 from taken where m.id = ${rootId} returning m.id
      )
      insert into messages (room_id, author_id, thread_id, seq, version, born_version, client_id, text, html, created_at)
      select taken.id, member.person_id, root.id, n, taken.version + n, taken.version + n, gen_random_uuid(),
        'reply ' || n, '<p>reply ' || n || '</p>', now() - (${count} - n) * interval '7 minutes'
      from taken, root, generate_series(1, ${count}::bigint) as n, lateral (
        select person_id from memberships where room_id = taken.id and left_at is null
        order by person_id desc offset n % 2 limit 1) as member`,
  );
}
