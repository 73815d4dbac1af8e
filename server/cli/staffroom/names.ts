import type { Page, PersonRef, UserView } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { everyPage as readPages } from "@/server/client/listing";
import type { Door } from "./door";
import { exits, Stop } from "./exits";
import { plainLine } from "./plain";
import type { Shell } from "./shell";

const perhapsMax = 5;
const pageSize = 100;

/** Where a room is looked for by its name. */
export type Among = "mine" | "open" | "all";

/**
 * The room that is meant: by number, by name (with or without `#`), or the direct one with `@somebody`.
 * @throws Stop where there is none, or several bear the name
 */
export async function findRoom(shell: Shell, name: string, among: Among[] = ["mine"]): Promise<RoomView> {
  const door = shell.api();
  if (/^#?\d+$/.test(name)) return door.call("GET", `rooms/${name.replace("#", "")}`);
  if (name.startsWith("@")) return directWith(shell, await findPerson(shell, name));
  const wanted = folded(name.replace(/^#/, ""));
  const seen: RoomView[] = [];
  for (const scope of among) {
    const rooms = await roomsIn(door, scope);
    const named = rooms.filter((room) => folded(room.name) === wanted);
    if (named.length > 1) throw ambiguousRoom(shell, name, named);
    if (named[0]) return named[0];
    seen.push(...rooms);
  }
  throw absent(
    shell,
    shell.words.errors.noRoom,
    name,
    near(seen, wanted, (room) => room.name),
  );
}

/** @throws Stop where the two have none yet: to ask is not to make one */
async function directWith(shell: Shell, person: PersonRef): Promise<RoomView> {
  const rooms = await roomsIn(shell.api(), "mine");
  const direct = rooms.find(
    ({ kind, people }) => kind === "direct" && people.length === 1 && people[0]?.id === person.id,
  );
  if (direct) return direct;
  throw shell.stop(exits.refused, shell.words.errors.noDirect, { name: person.username });
}

/** Every room of a kind; an administrator's list is nobody else's. */
export async function roomsIn(door: Door, scope: Among): Promise<RoomView[]> {
  try {
    return await everyPage<RoomView>(door, "rooms", { scope });
  } catch (error) {
    if (scope === "all" && error instanceof Stop && error.code === "forbidden") return [];
    throw error;
  }
}

/** A list from its first page to its last. @param patience with each page */
export const everyPage = <T>(
  door: Door,
  path: string,
  query: Record<string, string | undefined> = {},
  patience: { patienceMs?: number; answerMs?: number } = {},
): Promise<T[]> => readPages<T>((asked) => door.call<Page<T>>("GET", path, { ...patience, query: asked }), query);

/**
 * The person who is meant: by number, by user name (with or without `@`), else by the name that others see.
 * @param active false where those are meant who were deactivated, too
 * @throws Stop where there is none, or several bear the name
 */
export async function findPerson(shell: Shell, name: string, active = true): Promise<UserView> {
  const door = shell.api();
  if (name === "me" || name === "@me") return door.call("GET", "users/me");
  if (/^\d+$/.test(name)) return door.call("GET", `users/${name}`);
  const q = name.replace(/^@/, "");
  const find = (state?: "false") =>
    door.call<Page<UserView>>("GET", "users", { query: { q, limit: pageSize, active: state } });
  const { items } = await find();
  if (!active) items.push(...(await find("false").catch(() => ({ items: [] }))).items);
  const byUsername = items.find(({ username }) => username === q.toLowerCase());
  if (byUsername) return byUsername;
  const named = name.startsWith("@") ? [] : items.filter((one) => folded(one.display_name) === folded(q));
  if (named.length > 1) throw ambiguousPerson(shell, name, named);
  if (named[0]) return named[0];
  throw absent(
    shell,
    shell.words.errors.noPerson,
    name,
    items.slice(0, perhapsMax).map(({ username }) => `@${username}`),
  );
}

/** One after the other: most commands name one or two. */
export async function findPeople(shell: Shell, names: string[]): Promise<UserView[]> {
  const people: UserView[] = [];
  for (const name of names) people.push(await findPerson(shell, name));
  return people;
}

const folded = (text: string): string => text.trim().toLowerCase().replaceAll("ё", "е");

function near<T>(all: T[], wanted: string, nameOf: (one: T) => string): string[] {
  const start = wanted.slice(0, 3);
  const names = all.map(nameOf).filter((name) => folded(name).includes(wanted) || folded(name).startsWith(start));
  return [...new Set(names)].slice(0, perhapsMax);
}

function absent(shell: Shell, sentence: string, name: string, near: string[]): Stop {
  const lines = [shell.say(sentence, { name })];
  if (near.length > 0) lines.push(shell.say(shell.words.errors.perhaps, { list: near.map(plainLine).join(", ") }));
  return new Stop(exits.refused, lines.join("\n"), "not_found");
}

function ambiguousRoom(shell: Shell, name: string, rooms: RoomView[]): Stop {
  const lines = rooms.map(
    ({ id, name: own, topic }) => `  ${id}  ${plainLine(own)}${topic && ` · ${plainLine(topic)}`}`,
  );
  return new Stop(
    exits.misunderstood,
    [shell.say(shell.words.errors.ambiguousRoom, { name }), ...lines].join("\n"),
    "ambiguous",
  );
}

function ambiguousPerson(shell: Shell, name: string, people: UserView[]): Stop {
  const lines = people.map(({ username, display_name }) => `  @${username}  ${plainLine(display_name)}`);
  const sentence = shell.say(shell.words.errors.ambiguousPerson, { name });
  return new Stop(exits.misunderstood, [sentence, ...lines].join("\n"), "ambiguous");
}
