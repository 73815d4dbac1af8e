import type { Command } from "commander";
import type { Page } from "@/lib/people/schema";
import type { MemberView, RoomView } from "@/lib/rooms/schema";
import { confirm } from "../ask";
import { argument, option } from "../grammar";
import { everyPage, findPeople, findRoom, roomsIn } from "../names";
import { plainLine } from "../plain";
import { add } from "../program";
import type { Shell } from "../shell";
import { table } from "../table";

export function addRooms(program: Command, shell: Shell): void {
  add(program, shell, "rooms")
    .addOption(option(shell, "--open", "open"))
    .addOption(option(shell, "--all", "all").conflicts("open"))
    .action((options) => listRooms(shell, options));
  add(program, shell, "room")
    .addArgument(argument(shell, "<room>"))
    .action((name: string) => showRoom(shell, name));
  add(program, shell, "unread").action(() => showUnread(shell));
  add(program, shell, "direct")
    .addArgument(argument(shell, "<people...>"))
    .action((names: string[]) => direct(shell, names));
  add(program, shell, "join")
    .addArgument(argument(shell, "<room>"))
    .action((name: string) => join(shell, name));
  add(program, shell, "leave")
    .addArgument(argument(shell, "<room>"))
    .addOption(option(shell, "-y, --yes", "yes"))
    .action((name: string, options) => leave(shell, name, options));
}

/** The rows of rooms, as `rooms` and `groups list` show them. */
export function roomTable(shell: Shell, rooms: RoomView[]): string {
  const { columns } = shell.words.shown;
  const titles = [{ title: columns.id, right: true }, { title: columns.name }, { title: columns.kind }];
  return table(
    shell.io,
    [
      ...titles,
      { title: columns.people, right: true },
      { title: columns.unread, right: true },
      { title: columns.role },
    ],
    rooms.map((room) => [
      room.id,
      room.name,
      kindOf(shell, room),
      room.member_count,
      room.unread.count > 0 ? room.unread.count : "",
      room.my_role ? shell.words.shown.roomRoles[room.my_role] : "",
    ]),
  );
}

function kindOf(shell: Shell, room: RoomView): string {
  const { kinds } = shell.words.shown;
  if (room.archived) return kinds.archived;
  return room.kind === "direct" ? kinds.direct : kinds[room.visibility];
}

async function listRooms(shell: Shell, { open, all }: { open?: boolean; all?: boolean }): Promise<void> {
  const door = shell.api();
  // Whoever may not see all of them is told so, rather than shown none.
  const rooms = all ? await everyRoom(shell) : await roomsIn(door, "mine");
  if (open) rooms.push(...(await roomsIn(door, "open")));
  const none = () => shell.words.shown.noRooms;
  shell.answer({ items: rooms }, () => (rooms.length > 0 ? roomTable(shell, rooms) : none()));
}

async function everyRoom(shell: Shell): Promise<RoomView[]> {
  await shell.api().call<Page<RoomView>>("GET", "rooms", { query: { scope: "all", limit: 1 } });
  return roomsIn(shell.api(), "all");
}

async function showRoom(shell: Shell, name: string): Promise<void> {
  const room = await findRoom(shell, name, ["mine", "open", "all"]);
  const door = shell.api();
  const items = await everyPage<MemberView>(door, `rooms/${room.id}/members`);
  shell.answer({ ...room, members: items }, () => {
    const { shown } = shell.words;
    const lines = [shell.paint("bold", `${room.id}  ${plainLine(room.name)}`)];
    if (room.topic) lines.push(shell.say(shown.room.topic, { topic: plainLine(room.topic) }));
    lines.push(
      shell.say(shown.room.facts, {
        kind: kindOf(shell, room),
        people: shell.say(shown.people, { n: room.member_count }),
        role: shown.roomRoles[room.my_role ?? "none"],
        unread: shell.say(shown.unread, { n: room.unread.count }),
      }),
    );
    return [...lines, "", memberTable(shell, items)].join("\n");
  });
}

function memberTable(shell: Shell, members: MemberView[]): string {
  const { columns, roomRoles, presence } = shell.words.shown;
  return table(
    shell.io,
    [{ title: columns.username }, { title: columns.name }, { title: columns.role }, { title: columns.here }],
    members.map(({ user, role }) => [`@${user.username}`, user.display_name, roomRoles[role], presence[user.presence]]),
  );
}

async function showUnread(shell: Shell): Promise<void> {
  const rooms = (await roomsIn(shell.api(), "mine")).filter(({ unread }) => unread.count + unread.mentions > 0);
  const items = rooms.map(({ id, name, kind, unread }) => ({ room: { id, name, kind }, ...unread }));
  shell.answer({ items, total: items.reduce((sum, { count }) => sum + count, 0) }, () => {
    const { columns, nothingUnread } = shell.words.shown;
    if (items.length === 0) return nothingUnread;
    return table(
      shell.io,
      [
        { title: columns.id, right: true },
        { title: columns.name },
        { title: columns.unread, right: true },
        { title: columns.mentions, right: true },
      ],
      items.map(({ room, count, mentions }) => [room.id, room.name, count, mentions || ""]),
    );
  });
}

async function direct(shell: Shell, names: string[]): Promise<void> {
  const people = await findPeople(shell, names);
  const body = { user_ids: people.map(({ id }) => id) };
  const room = await shell.api().call<RoomView>("POST", "direct", { body, isRepeatable: true });
  shell.tell(room, shell.words.done.direct, { id: room.id, name: room.name });
}

async function join(shell: Shell, name: string): Promise<void> {
  const { id } = await findRoom(shell, name, ["mine", "open"]);
  await shell.api().call("PUT", `rooms/${id}/members/me`);
  const room = await shell.api().call<RoomView>("GET", `rooms/${id}`);
  shell.tell(room, shell.words.done.joined, { room: room.name });
}

async function leave(shell: Shell, name: string, { yes }: { yes?: boolean }): Promise<void> {
  const room = await findRoom(shell, name);
  // Into an open room one comes back by oneself.
  const isSerious = room.visibility === "private" && room.kind === "room";
  await confirm(shell, shell.say(shell.words.asks.leave, { name: plainLine(room.name) }), yes || !isSerious);
  await shell.api().call("DELETE", `rooms/${room.id}/members/me`);
  shell.tell({ room_id: room.id, left: true }, shell.words.done.left, { room: room.name });
}
