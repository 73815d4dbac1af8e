import { sql } from "drizzle-orm";
import { openDatabase, temporaryFolder } from "./database";
import type { Result } from "./result";

/** How well questions are answered whose answers people judged: ours beside plain full-text and trigrams. */
export async function run(): Promise<Result[]> {
  await openDatabase();
  process.env.STAFFROOM_DATA = temporaryFolder();
  // The verbs read the environment as they are loaded.
  const { database } = await import("@/db/client");
  const { searchMessages } = await import("@/lib/search/data");
  const { judged, mean, oneScore, scoreOf } = await import("@/server/testing/judged");
  const { readers, names } = await talk();
  const asText = sql`concat_ws(' ', m.text, (select string_agg(f.name, ' ') from attachments a join files f on f.id = a.file_id where a.message_id = m.id))`;
  const peer = async (where: ReturnType<typeof sql>) => {
    const rows = await database().execute<{ id: string }>(sql`select m.id from messages m where ${where}`);
    return [...rows].map(({ id }) => Number(id));
  };
  const ways: Record<string, (q: string) => Promise<number[]>> = {
    ours: async (q) => {
      // By turns: nobody asks so much in one minute.
      readers.push(...readers.splice(0, 1));
      const [reader] = readers;
      return reader ? (await searchMessages(reader, { q })).items.map(({ message }) => message.id) : [];
    },
    plain: (q) => peer(sql`to_tsvector('simple', ${asText}) @@ websearch_to_tsquery('simple', ${q})`),
    trigrams: (q) => peer(sql`${q} <% ${asText}`),
  };
  const scores: Record<string, Awaited<ReturnType<typeof measure>>> = {};
  const measure = async (find: (q: string) => Promise<number[]>) => {
    const all = [];
    for (const [q, expected] of judged)
      all.push(
        scoreOf(
          (await find(q)).map((id) => names.get(id) ?? ""),
          expected,
        ),
      );
    return {
      one: mean(all.map(oneScore)),
      recall: mean(all.map(({ recall }) => recall)),
      precision: mean(all.map(({ precision }) => precision)),
      whole: all.filter((score) => oneScore(score) === 1).length,
    };
  };
  for (const [name, find] of Object.entries(ways)) scores[name] = await measure(find);
  return Object.entries(scores).map(([name, score]) => ({
    name: `Judged questions missed, ${name}, of 1.00`,
    ratio: 1 - score.one,
    detail: `recall ${score.recall.toFixed(3)}, precision ${score.precision.toFixed(3)}, ${score.whole} of ${judged.length} answered exactly`,
  }));
}

async function talk() {
  const { foundCompany, hire } = await import("./company");
  const { createRoom } = await import("@/lib/rooms/mutations");
  const { postMessage } = await import("@/lib/messages/mutations");
  const { said } = await import("@/server/testing/judged");
  const { database } = await import("@/db/client");
  const reader = await foundCompany();
  const other = await hire("boris", "Boris Lind");
  const room = await createRoom(reader, { name: "Yard", member_ids: [other.personId] });
  const names = new Map<number, string>();
  for (const [name, one] of Object.entries(said)) {
    const text = typeof one === "string" ? one : one.text;
    const { id } = await postMessage(reader, { roomId: room.id, text, clientId: crypto.randomUUID() });
    names.set(id, name);
    if (typeof one !== "string")
      await database().execute(sql`
        with f as (insert into files (owner_id, name, bytes, content_type, storage_key)
          values (${reader.personId}, ${one.file}, 1, 'application/octet-stream', ${`${id}`}) returning id)
        insert into attachments (message_id, file_id, position) select ${id}, id, 0 from f`);
  }
  return { readers: [reader, other], names };
}
