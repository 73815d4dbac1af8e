import { hash } from "@node-rs/argon2";
import { sql } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import { persons, workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { renderMarkdown } from "@/lib/messages/markdown";
import { postMessage } from "@/lib/messages/mutations";
import { insertPerson } from "@/lib/people/accounts";
import { startDirect } from "@/lib/rooms/direct";
import { createRoom } from "@/lib/rooms/mutations";
import { type DemoPerson, demoCompany, demoPeople, voicesOf } from "./demo/people";
import { yearOfTalk } from "./demo/talk";
import { touchTalk } from "./demo/touches";

/** Known to everybody, and therefore good for nothing but a throw-away company. */
const demoPassword = "password123";
const first = 5;

/**
 * Fills an empty installation: user1 to user5 with a direct room between neighbours and one group of all,
 * their colleagues, and a Russian room of 5,000 and an English room of 1,500 messages over a year.
 */
export async function seedDemo(now = new Date()): Promise<void> {
  await database().insert(workspace).values({ name: demoCompany.name, locale: demoCompany.locale });
  const actors = await insertPeople();
  const five = actors.slice(0, first);
  const rooms = [
    await talkedRoom(actors, {
      name: "Смена и отгрузка",
      topic: "Сменные задания, ворота и машины",
      locale: "ru",
      count: 5_000,
      now,
    }),
    await talkedRoom(actors, {
      name: "Maintenance",
      topic: "Machines, parts and downtime",
      locale: "en",
      count: 1_500,
      now,
    }),
  ];
  // In the order of their times whatever the room, as life has it: search goes by the order of ids.
  await writeTalk(rooms.flatMap(({ rows }) => rows));
  for (const room of rooms) await settle(room);
  await neighbours(five);
  await groupOfAll(five);
}

async function insertPeople(): Promise<Actor[]> {
  const passwordHash = await hash(demoPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  return inTransaction(async (tx) => {
    const actors: Actor[] = [];
    for (const person of demoPeople) {
      const { id } = await insertPerson(tx, { ...person, passwordHash });
      await tx.update(persons).set({ statusText: person.statusText }).where(sql`${persons.id} = ${id}`);
      actors.push(actorOf(id, person));
    }
    return actors;
  });
}

const actorOf = (personId: number, person: DemoPerson): Actor => ({
  personId,
  sessionId: "",
  kind: "web",
  scope: "admin",
  username: person.username,
  displayName: person.displayName,
  email: person.email,
  role: person.role,
  active: true,
  locale: person.locale,
  theme: "system",
  timeZone: person.timeZone,
  statusText: person.statusText,
  avatarUrl: null,
  address: "",
  provedAt: new Date(),
  mustSecure: false,
});

async function neighbours(five: Actor[]): Promise<void> {
  for (const [at, left] of five.slice(0, -1).entries()) {
    const right = five[at + 1];
    if (!right) continue;
    const { room } = await startDirect(left, { user_ids: [right.personId] });
    await say(left, room.id, left.locale === "ru" ? "Добрый день. Есть минута?" : "Hello. Do you have a minute?");
    await say(right, room.id, right.locale === "ru" ? "Да, слушаю." : "Sure, go ahead.");
  }
}

async function groupOfAll(five: Actor[]): Promise<void> {
  const [founder, ...others] = five;
  if (!founder) return;
  const group = await createRoom(founder, {
    name: "Общая",
    topic: "Для всех, обо всём",
    member_ids: others.map((actor) => actor.personId),
  });
  for (const actor of five)
    await say(
      actor,
      group.id,
      actor.locale === "ru" ? `Всем привет, это ${actor.displayName}.` : `Hello all, ${actor.displayName} here.`,
    );
}

const say = (actor: Actor, roomId: number, text: string) =>
  postMessage(actor, { roomId, text, clientId: crypto.randomUUID() });

interface TalkedRoom {
  roomId: number;
  members: Actor[];
  rows: TalkRow[];
  locale: "ru" | "en";
}

/** A year of talk is written in bulk, with the numbers that the verb would have given. */
async function talkedRoom(
  actors: Actor[],
  about: { name: string; topic: string; locale: "ru" | "en"; count: number; now: Date },
): Promise<TalkedRoom> {
  const [founder, ...others] = actors;
  if (!founder) throw new Error("nobody is there to talk");
  const { id: roomId } = await createRoom(founder, {
    name: about.name,
    topic: about.topic,
    visibility: "open",
    member_ids: others.filter((actor) => actor.role !== "guest").map((actor) => actor.personId),
  });
  const members = actors.filter((actor) => actor === founder || actor.role !== "guest");
  const people = demoPeople.filter((person) => members.some((actor) => actor.username === person.username));
  const talk = yearOfTalk({
    ...voicesOf(people, about.locale),
    locale: about.locale,
    count: about.count,
    until: about.now,
    seed: 7,
  });
  const names = new Map(members.map((actor) => [actor.username, { ...refOf(actor) }]));
  const rows = talk.map((said, at) => ({
    room: roomId,
    author: members[said.author]?.personId ?? founder.personId,
    seq: at + 1,
    client: crypto.randomUUID(),
    text: said.text,
    html: renderMarkdown(said.text, names),
    at: said.at.toISOString(),
  }));
  return { roomId, members, rows, locale: about.locale };
}

const refOf = (actor: Actor) => ({
  id: actor.personId,
  username: actor.username,
  display_name: actor.displayName,
  avatar_url: null,
});

interface TalkRow {
  room: number;
  author: number;
  seq: number;
  client: string;
  text: string;
  html: string;
  at: string;
}

const writeTalk = (rows: TalkRow[]) =>
  database().execute(sql`
    insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html, created_at)
    select t.room, t.author, t.seq, r.version + t.seq, r.version + t.seq, t.client, t.text, t.html, t.at
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as t(room bigint, author bigint, seq bigint, client uuid, text text, html text, at timestamptz)
    join rooms r on r.id = t.room order by t.at`);

/** Everybody has read all but the last few, so that there is something new to come to. */
async function settle({ roomId, members, rows, locale }: TalkedRoom): Promise<void> {
  await database().execute(sql`
    update rooms set last_seq = ${rows.length}, version = version + ${rows.length},
      last_message_at = ${rows.at(-1)?.at ?? null}::timestamptz where id = ${roomId}`);
  await database().execute(sql`
    update readings set last_read_seq = greatest(0, ${rows.length} - (person_id % 4) * 3)::bigint where room_id = ${roomId}`);
  await touchTalk(members, roomId, locale);
}
