import { Argument, type Command } from "commander";
import type { UserView } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { confirm } from "../ask";
import { exits } from "../exits";
import { argument, option } from "../grammar";
import { everyPage, findPeople, findRoom, roomsIn } from "../names";
import { plainLine } from "../plain";
import { add } from "../program";
import type { Shell } from "../shell";
import { roomTable } from "./rooms";

interface Making {
  topic?: string;
  private?: boolean;
  open?: boolean;
  member?: string[];
  history?: "all" | "joined";
}

interface Changing extends Pick<Making, "topic" | "private" | "open"> {
  name?: string;
  archive?: boolean;
  unarchive?: boolean;
}

export function addGroups(program: Command, shell: Shell): void {
  const groups = add(program, shell, "groups");
  add(groups, shell, "groups list").action(() => list(shell));
  add(groups, shell, "groups create")
    .addArgument(argument(shell, "<name>"))
    .addOption(option(shell, "--topic <text>", "topic"))
    .addOption(option(shell, "--private", "private"))
    .addOption(option(shell, "--open", "isOpen").conflicts("private"))
    .addOption(option(shell, "-m, --member <people...>", "member"))
    .addOption(option(shell, "--history <kind>", "history").choices(["all", "joined"]))
    .action((name: string, options: Making) => create(shell, name, options));
  add(groups, shell, "groups change")
    .addArgument(argument(shell, "<room>"))
    .addOption(option(shell, "--name <name>", "rename"))
    .addOption(option(shell, "--topic <text>", "topic"))
    .addOption(option(shell, "--private", "private"))
    .addOption(option(shell, "--open", "isOpen").conflicts("private"))
    .addOption(option(shell, "--archive", "archive"))
    .addOption(option(shell, "--unarchive", "unarchive").conflicts("archive"))
    .action((room: string, options: Changing) => change(shell, room, options));
  add(groups, shell, "groups delete")
    .addArgument(argument(shell, "<room>"))
    .addOption(option(shell, "-y, --yes", "yes"))
    .action((room: string, options) => remove(shell, room, options));
  add(groups, shell, "groups add")
    .addArgument(argument(shell, "<room>"))
    .addArgument(argument(shell, "<people...>"))
    .action((room: string, names: string[]) => addPeople(shell, room, names));
  add(groups, shell, "groups exclude")
    .addArgument(argument(shell, "<room>"))
    .addArgument(argument(shell, "<people...>"))
    .action((room: string, names: string[]) => exclude(shell, room, names));
  add(groups, shell, "groups role")
    .addArgument(argument(shell, "<room>"))
    .addArgument(argument(shell, "<person>"))
    .addArgument(new Argument(`<${shell.help.places.role}>`).choices(["admin", "member"]))
    .action((room: string, name: string, role: "admin" | "member") => setRole(shell, room, name, role));
}

/** An administrator runs rooms without being in them, too. */
const found = (shell: Shell, name: string): Promise<RoomView> => findRoom(shell, name, ["mine", "all"]);

async function list(shell: Shell): Promise<void> {
  const mine = (await roomsIn(shell.api(), "mine")).filter(
    ({ kind, my_role }) => kind === "room" && my_role === "admin",
  );
  shell.answer({ items: mine }, () => (mine.length > 0 ? roomTable(shell, mine) : shell.words.shown.noRooms));
}

async function create(shell: Shell, name: string, options: Making): Promise<void> {
  const members = await findPeople(shell, options.member ?? []);
  const body = {
    name,
    ...(options.topic !== undefined && { topic: options.topic }),
    ...visibilityOf(options),
    ...(options.history && { history: options.history }),
    ...(members.length > 0 && { member_ids: members.map(({ id }) => id) }),
  };
  const room = await shell.api().call<RoomView>("POST", "rooms", { body });
  shell.tell(room, shell.words.done.created, { id: room.id, room: room.name });
}

/** Left out, it is as the company has set it. */
const visibilityOf = (options: Pick<Making, "private" | "open">): { visibility?: "open" | "private" } => {
  if (options.private) return { visibility: "private" };
  return options.open ? { visibility: "open" } : {};
};

async function change(shell: Shell, name: string, options: Changing): Promise<void> {
  const body = {
    ...(options.name !== undefined && { name: options.name }),
    ...(options.topic !== undefined && { topic: options.topic }),
    ...visibilityOf(options),
    ...((options.archive || options.unarchive) && { archived: options.archive === true }),
  };
  if (Object.keys(body).length === 0)
    throw shell.stop(exits.misunderstood, shell.words.errors.nothingToChange, { command: "staffroom groups change" });
  const { id } = await found(shell, name);
  const room = await shell.api().call<RoomView>("PATCH", `rooms/${id}`, { body });
  shell.tell(room, shell.words.done.changed, { room: room.name });
}

async function remove(shell: Shell, name: string, { yes }: { yes?: boolean }): Promise<void> {
  const room = await found(shell, name);
  await confirm(shell, shell.say(shell.words.asks.deleteRoom, { name: plainLine(room.name) }), yes);
  await shell.api().call("DELETE", `rooms/${room.id}`);
  shell.tell({ room_id: room.id, deleted: true }, shell.words.done.deleted, { room: room.name });
}

async function addPeople(shell: Shell, name: string, names: string[]): Promise<void> {
  const [room, people] = [await found(shell, name), await findPeople(shell, names)];
  const added: { user: UserView; added: boolean }[] = [];
  for (const person of people) {
    const response = await shell.api().raw("PUT", `rooms/${room.id}/members/${person.id}`, { body: {} });
    added.push({ user: person, added: response.status === 201 });
    await response.body?.cancel();
  }
  shell.answer({ room_id: room.id, items: added }, () => {
    const { done } = shell.words;
    const line = (one: (typeof added)[number]) =>
      shell.say(one.added ? done.added : done.already, { who: whoIs(one.user), room: plainLine(room.name) });
    return added.map(line).join("\n");
  });
}

async function exclude(shell: Shell, name: string, names: string[]): Promise<void> {
  const [room, people] = [await found(shell, name), await findPeople(shell, names)];
  for (const { id } of people) await shell.api().call("DELETE", `rooms/${room.id}/members/${id}`);
  shell.answer({ room_id: room.id, items: people }, () =>
    people
      .map((person) => shell.say(shell.words.done.excluded, { who: whoIs(person), room: plainLine(room.name) }))
      .join("\n"),
  );
}

async function setRole(shell: Shell, name: string, who: string, role: "admin" | "member"): Promise<void> {
  const [room, [person]] = [await found(shell, name), await findPeople(shell, [who])];
  if (!person) return;
  // A call that puts in whoever is not: a role is for those who are.
  const members = await everyPage<{ user: UserView }>(shell.api(), `rooms/${room.id}/members`);
  if (!members.some(({ user }) => user.id === person.id))
    throw shell.stop(exits.refused, shell.words.errors.notMember, { who: whoIs(person), room: room.name });
  await shell.api().call("PUT", `rooms/${room.id}/members/${person.id}`, { body: { role } });
  const params = { who: whoIs(person), role: shell.words.shown.roomRoles[role], room: room.name };
  shell.tell({ room_id: room.id, user: person, role }, shell.words.done.role, params);
}

const whoIs = ({ username, display_name }: UserView): string =>
  display_name === username ? `@${username}` : `${plainLine(display_name)} (@${username})`;
