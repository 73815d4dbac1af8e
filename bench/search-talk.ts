import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { foundCompany, hire } from "./company";

export const roomCount = 1_000;
export const ownRooms = 200;

export interface Talk {
  /** In 200 of the 1,000 rooms. */
  reader: Actor;
  /** In one room alone. */
  loner: Actor;
  lonerRoomId: number;
  messages: number;
}

/**
 * A company of 1,000 rooms that has talked for years, rooms mixed. Some words stand in every message, some in half of
 * them, some in one of 100,000; a project's name in the oldest tenth alone, in every third; each has a number of its own.
 */
export async function makeTalk(messages: number): Promise<Talk> {
  const reader = await foundCompany();
  const [author, loner] = [await hire("boris", "Boris Lind"), await hire("lena", "Lena Ott")];
  await makeRooms(author, reader, loner);
  const db = database();
  await db.execute(sql`alter table messages disable trigger user`);
  await db.execute(sql`drop index message_words_found`);
  const chunk = Math.min(chunkMax, messages / 10);
  for (let from = 1; from <= messages; from += chunk)
    await say(author, from, Math.min(messages, from + chunk - 1), messages);
  await slowly(sql`update rooms r set last_seq = s.n, version = s.n
    from (select room_id, count(*) as n from messages group by 1) s where s.room_id = r.id`);
  await slowly(
    sql`create index message_words_found on message_words using gin (words) with (gin_pending_list_limit = 1024)`,
  );
  await slowly(sql`create index messages_trigrams on messages using gin (text gin_trgm_ops)`);
  await slowly(sql`analyze`);
  const [row] = await db.execute<{ id: string }>(sql`
    select room_id as id from memberships where person_id = ${loner.personId} limit 1`);
  return { reader, loner, lonerRoomId: Number(row?.id), messages };
}

/** Without the product's bound of 30 s a statement. */
const slowly = (work: ReturnType<typeof sql>) =>
  database().transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`);
    await tx.execute(work);
  });

async function makeRooms(author: Actor, reader: Actor, loner: Actor): Promise<void> {
  await database().execute(sql`
    insert into rooms (kind, name, visibility) select 'room', 'room ' || n, 'private' from generate_series(1, ${roomCount}::int) n`);
  await database().execute(sql`
    insert into memberships (room_id, person_id, role, version, change)
    select r.id, p.id, 'member', 1, 'joined' from rooms r join persons p on p.id = ${author.personId}
      or p.id = ${reader.personId} and r.id % ${roomCount / ownRooms} = 0 or p.id = ${loner.personId} and r.id % ${roomCount} = 7`);
}

const chunkMax = 100_000;

/** A few thousand sentences, whose words are made once, each with a number behind it. */
const say = (author: Actor, from: number, to: number, all: number) =>
  slowly(sql`
    with sentences as materialized (
      select s, t.text, words_of(t.text) as words from generate_series(1, 5000) s,
        lateral (select concat_ws(' ', 'Отгрузка готова', case when random() < 0.5 then 'накладные в офисе' end,
          case when random() < 0.25 then 'погрузчик на воротах' end, case when random() < 0.1 then 'склад полон' end,
          case when random() < 0.02 then 'проверьте весы' end, case when random() < 0.001 then 'сломался конвейер' end,
          (array['please check', 'before noon', 'papers', 'the lorry', 'gate open'])[1 + s % 5],
          case when ${to}::int <= ${all / 10}::int and s % 3 = 0 then 'проект Магистраль' end) as text) t),
    texts as materialized (
      select n, s.words || array_to_tsvector(array['err', (n::bigint * 7919 % 10000019)::text]
          || case when n % 100000 = 4 then tsvector_to_array(words_of('аксолотль')) else '{}' end) as words,
        s.text || ' ERR-' || (n::bigint * 7919 % 10000019) || case when n % 100000 = 4 then ' аксолотль' else '' end as text
      from generate_series(${from}::int, ${to}::int) n join sentences s on s.s = 1 + (n * 31) % 5000 order by n),
    said as (
      insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html, created_at)
      select (select min(id) from rooms) + n % ${roomCount}::int, ${author.personId}::bigint, 1 + n / ${roomCount}::int,
        1 + n / ${roomCount}::int, 1 + n / ${roomCount}::int, gen_random_uuid(), t.text, '<p>' || t.text || '</p>',
        now() - (${all}::int - n) * interval '1 minute'
      from texts t order by n returning id, room_id, seq)
    insert into message_words (message_id, room_id, words)
    select m.id, m.room_id, t.words || array_to_tsvector(array['~r' || m.room_id, '~a' || ${author.personId}::text, '~b' || (m.id >> 16)])
    from said m join texts t on t.n = (m.seq - 1) * ${roomCount}::int + m.room_id - (select min(id) from rooms)
    order by m.id`);
