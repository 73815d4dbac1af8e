import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page, UserView } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { folderOf } from "../kept";
import { everyPage } from "../names";
import { plainLine } from "../plain";
import type { Shell } from "../shell";

/** Names that were fetched this recently are offered as they were. */
const freshMs = 60_000;
/** Somebody waits with a finger on the key. */
const answerMs = 1_500;
const peopleMax = 100;

export interface Name {
  value: string;
  about: string;
}

export interface Known {
  rooms: Name[];
  people: Name[];
  /** There are more people than were fetched. */
  isPart: boolean;
}

/** The rooms and people that one may name, from the server or as it said lately; none where nobody is signed in. */
export async function knownNames(shell: Shell, sought: string): Promise<Known> {
  try {
    const file = fileOf(shell);
    const known = readFresh(file) ?? (await fetchNames(shell, file));
    if (!known.isPart || !sought.startsWith("@")) return known;
    return { ...known, people: await peopleLike(shell, sought.slice(1)) };
  } catch {
    return { rooms: [], people: [], isPart: false };
  }
}

/** Whoever signs out leaves no names behind. */
export const forgetNames = (shell: Shell): void => rmSync(fileOf(shell), { force: true });

function fileOf(shell: Shell): string {
  const server = shell.server();
  const who = shell.fixedToken ?? shell.store.read().servers[server]?.username ?? "";
  const mark = createHash("sha256").update(`${server} ${who}`).digest("hex").slice(0, 16);
  return join(folderOf("cache", shell.env), `names-${mark}.json`);
}

function readFresh(file: string): Known | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats || Date.now() - stats.mtimeMs > freshMs) return null;
  return JSON.parse(readFileSync(file, "utf8")) as Known;
}

async function fetchNames(shell: Shell, file: string): Promise<Known> {
  const quick = { patienceMs: 0, answerMs };
  const [rooms, people] = await Promise.all([
    everyPage<RoomView>(shell.api(), "rooms", {}, quick),
    shell.api().call<Page<UserView>>("GET", "users", { ...quick, query: { limit: peopleMax } }),
  ]);
  const isPart = people.next_cursor !== null;
  const known = { rooms: roomNames(rooms), people: people.items.map(personName), isPart };
  mkdirSync(folderOf("cache", shell.env), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(known), { mode: 0o600 });
  return known;
}

/** A name that several bear, or that looks like something else, is offered as its number. */
function roomNames(rooms: RoomView[]): Name[] {
  const named = rooms.filter(({ kind }) => kind === "room");
  const times = new Map<string, number>();
  for (const { name } of named) times.set(name.toLowerCase(), (times.get(name.toLowerCase()) ?? 0) + 1);
  return named.map(({ id, name, topic }) => {
    const isOne = times.get(name.toLowerCase()) === 1 && !/^[-@#]|^\d+$/.test(name) && plainLine(name) === name;
    return isOne ? { value: name, about: plainLine(topic) } : { value: String(id), about: plainLine(name) };
  });
}

const personName = ({ username, display_name }: UserView): Name => ({
  value: `@${username}`,
  about: plainLine(display_name),
});

async function peopleLike(shell: Shell, q: string): Promise<Name[]> {
  const query = { q, limit: peopleMax };
  const { items } = await shell.api().call<Page<UserView>>("GET", "users", { query, patienceMs: 0, answerMs });
  return items.map(personName);
}
