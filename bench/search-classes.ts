import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { isCurrent } from "@/lib/access/membership";
import { sealCursor } from "@/lib/cursor";
import { searchMessages } from "@/lib/search/data";
import type { SearchInput } from "@/lib/search/schema";
import type { Result } from "./result";
import { alternate, median } from "./rounds";
import type { Talk } from "./search-talk";
import { shownMs, timeOf } from "./timing";

const rounds = 5;
/** What a peer takes at most: a scan of millions is not waited for. */
const peerMsMax = 20_000;

interface Asked {
  name: string;
  input: SearchInput;
  /** The words as `to_tsquery` takes them, and as part of a text. */
  plain: string;
  like: string;
  least: number;
}

const classes: Asked[] = [
  { name: "in every message", input: { q: "отгрузки" }, plain: "отгрузки", like: "отгрузка", least: 20 },
  { name: "in a quarter", input: { q: "погрузчики" }, plain: "погрузчики", like: "погрузчик", least: 20 },
  { name: "in one of a thousand", input: { q: "конвейер" }, plain: "конвейер", like: "конвейер", least: 20 },
  { name: "in one of 100,000", input: { q: "аксолотли" }, plain: "аксолотли", like: "аксолотль", least: 1 },
  { name: "nowhere", input: { q: "нетопырь" }, plain: "нетопырь", like: "нетопырь", least: 0 },
  { name: "in the oldest tenth alone", input: { q: "магистраль" }, plain: "магистраль", like: "магистраль", least: 20 },
  {
    name: "two common ones and a rare",
    input: { q: "склад весы конвейер" },
    plain: "склад & весы & конвейер",
    like: "конвейер",
    least: 0,
  },
  { name: "begun, «конв»", input: { q: "конв" }, plain: "конв:*", like: "конв", least: 20 },
  { name: "begun and common, «погр»", input: { q: "погр" }, plain: "погр:*", like: "погр", least: 20 },
  { name: "an identifier", input: { q: "ERR-7919" }, plain: "err & 7919", like: "ERR-7919", least: 0 },
];

/** Each class of words: the newest 20 in one's 200 rooms. The product's whole answer, against bare queries of ids. */
export async function measureSearch(talk: Talk): Promise<Result[]> {
  const results: Result[] = [];
  for (const asked of classes) results.push(...(await measure(talk, asked)));
  for (const alone of [
    { name: "common, by one of one room", who: talk.loner, input: { q: "отгрузка" } },
    { name: "common, in one room of 200", who: talk.reader, input: { q: 'отгрузка в:"room 5"' } },
    {
      name: "common, before a day long ago",
      who: talk.reader,
      input: { q: "отгрузка", before: dayBack(talk.messages * 0.8) },
    },
    {
      name: "common, page from the middle",
      who: talk.reader,
      input: { q: "отгрузка", cursor: sealCursor({ name: "", id: talk.messages / 2 }) },
    },
  ]) {
    const ms = await quantiles(() => searchMessages(alone.who, { ...alone.input, limit: 20 }));
    results.push({
      name: `Search, ${alone.name}`,
      ratio: ms.median / 50,
      detail: `${shownMs(ms.median)}, the slowest ${shownMs(ms.worst)}, against 50 ms`,
    });
  }
  return results;
}

const dayBack = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

async function measure({ reader, messages }: Talk, asked: Asked): Promise<Result[]> {
  const ours = async () => {
    const { items } = await searchMessages(reader, { ...asked.input, limit: 20 });
    if (items.length < asked.least) throw new Error(`«${asked.input.q}»: ${items.length} found`);
  };
  const own = await quantiles(ours);
  const peers = await alternate(1, {
    scan: () =>
      timed(inOwnRooms(reader.personId, sql`to_tsvector('russian', m.text) @@ to_tsquery('russian', ${asked.plain})`)),
    trigrams: () => timed(inOwnRooms(reader.personId, sql`m.text ilike ${`%${asked.like}%`}`)),
  });
  const shown = `${shownMs(own.median)}, the slowest ${shownMs(own.worst)}; ${messages.toLocaleString("en")} messages`;
  return (["scan", "trigrams"] as const).map((peer) => ({
    name: `Search for a word ${asked.name}, against ${peer === "scan" ? "a to_tsvector scan" : "pg_trgm"}`,
    ratio: own.median / median(peers[peer]),
    detail: `${shown}, against ${shownMs(median(peers[peer]))}`,
  }));
}

async function quantiles(call: () => Promise<unknown>): Promise<{ median: number; worst: number }> {
  await call();
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) samples.push(await timeOf(1, call));
  return { median: median(samples), worst: Math.max(...samples) };
}

const inOwnRooms = (personId: number, words: SQL) => sql`
  select m.id from messages m join memberships b on b.room_id = m.room_id and b.person_id = ${personId} and ${isCurrent("b")}
  where m.deleted_at is null and ${words} order by m.id desc limit 20`;

/** Up to the bound. */
async function timed(query: SQL): Promise<number> {
  const startedAt = performance.now();
  await database()
    .transaction(async (tx) => {
      await tx.execute(sql.raw(`set local statement_timeout = ${peerMsMax}`));
      await tx.execute(query);
    })
    .catch(() => {});
  return performance.now() - startedAt;
}
