import type { Command } from "commander";
import { listPageSizeMax } from "@/lib/limits";
import type { Page, UserView } from "@/lib/people/schema";
import { confirm } from "../ask";
import { exits } from "../exits";
import { argument, collected, option, wholeNumber } from "../grammar";
import { findPerson, findRoom } from "../names";
import { plainLine } from "../plain";
import { add } from "../program";
import type { Shell } from "../shell";
import { table } from "../table";

interface Listing {
  role?: string;
  deactivated?: boolean;
  limit?: number;
  cursor?: string;
}

interface Account {
  name?: string;
  email?: string;
  role?: string;
  room?: string[];
}

export const roles = ["owner", "admin", "member", "guest"];

export function addPeople(program: Command, shell: Shell): void {
  const people = add(program, shell, "people");
  people
    .command("list", { isDefault: true })
    .description(shell.help.commands["people list"])
    .addArgument(argument(shell, "[query...]"))
    .addOption(option(shell, "--role <role>", "peopleRole").choices([...roles, "bot"]))
    .addOption(option(shell, "--deactivated", "active"))
    .addOption(option(shell, "-n, --limit <number>", "limit").argParser(wholeNumber(shell, 1, listPageSizeMax)))
    .addOption(option(shell, "--cursor <cursor>", "cursor"))
    .action((words: string[], options: Listing) => list(shell, words, options));
  add(people, shell, "people create")
    .addArgument(argument(shell, "<person>"))
    .addArgument(argument(shell, "<email>"))
    .addOption(option(shell, "--name <name>", "displayName"))
    .addOption(option(shell, "--role <role>", "role").choices(roles))
    .addOption(option(shell, "--room <room>", "room").argParser(collected))
    .action((username: string, email: string, options: Account) => create(shell, username, email, options));
  add(people, shell, "people change")
    .addArgument(argument(shell, "<person>"))
    .addOption(option(shell, "--name <name>", "displayName"))
    .addOption(option(shell, "--email <email>", "email"))
    .addOption(option(shell, "--role <role>", "role").choices(roles))
    .action((name: string, options: Account) => change(shell, name, options));
  add(people, shell, "people deactivate")
    .addArgument(argument(shell, "<person>"))
    .addOption(option(shell, "-y, --yes", "yes"))
    .action((name: string, options) => deactivate(shell, name, options));
  add(people, shell, "people activate")
    .addArgument(argument(shell, "<person>"))
    .action((name: string) => activate(shell, name));
  add(people, shell, "people reset-password")
    .addArgument(argument(shell, "<person>"))
    .action((name: string) => resetPassword(shell, name));
}

async function list(shell: Shell, words: string[], options: Listing): Promise<void> {
  const { role, deactivated, limit, cursor } = options;
  const q = words.join(" ").replace(/^@/, "") || undefined;
  const query = { q, role, limit, cursor, active: deactivated ? "false" : undefined };
  const page = await shell.api().call<Page<UserView>>("GET", "users", { query });
  shell.answer(page, () => {
    const { nobody, more } = shell.words.shown;
    if (page.items.length === 0) return nobody;
    const next = page.next_cursor ? [shell.paint("dim", shell.say(more, { cursor: page.next_cursor }))] : [];
    return [peopleTable(shell, page.items), ...next].join("\n");
  });
}

function peopleTable(shell: Shell, people: UserView[]): string {
  const { columns, roles: named, presence, deactivated } = shell.words.shown;
  const isAdmin = people.some(({ email }) => email !== undefined);
  return table(
    shell.io,
    [
      { title: columns.id, right: true },
      { title: columns.username },
      { title: columns.person },
      { title: columns.role },
      { title: columns.here },
      ...(isAdmin ? [{ title: columns.email }] : []),
      { title: columns.status },
    ],
    people.map((one) => [
      one.id,
      `@${one.username}`,
      one.display_name,
      named[one.role],
      one.active ? presence[one.presence] : deactivated,
      ...(isAdmin ? [one.email ?? ""] : []),
      one.status_text,
    ]),
  );
}

async function create(shell: Shell, username: string, email: string, options: Account): Promise<void> {
  const rooms = [];
  for (const name of options.room ?? []) rooms.push(await findRoom(shell, name, ["mine", "all"]));
  const body = {
    username: username.replace(/^@/, ""),
    email,
    ...(options.name !== undefined && { display_name: options.name }),
    ...(options.role !== undefined && { role: options.role }),
    ...(rooms.length > 0 && { room_ids: rooms.map(({ id }) => id) }),
  };
  const made = await shell.api().call<{ user: UserView; set_password_url: string }>("POST", "users", { body });
  shell.answer(made, () => {
    const { personCreated, passwordLink } = shell.words.done;
    return [shell.say(personCreated, { username: made.user.username }), passwordLink, made.set_password_url].join("\n");
  });
}

async function change(shell: Shell, name: string, options: Account): Promise<void> {
  const body = {
    ...(options.name !== undefined && { display_name: options.name }),
    ...(options.email !== undefined && { email: options.email }),
    ...(options.role !== undefined && { role: options.role }),
  };
  if (Object.keys(body).length === 0)
    throw shell.stop(exits.misunderstood, shell.words.errors.nothingToChange, { command: "staffroom people change" });
  const { id } = await findPerson(shell, name, false);
  const user = await shell.api().call<UserView>("PATCH", `users/${id}`, { body });
  shell.tell(user, shell.words.done.personChanged, { username: user.username });
}

async function deactivate(shell: Shell, name: string, { yes }: { yes?: boolean }): Promise<void> {
  const person = await findPerson(shell, name);
  await confirm(shell, shell.say(shell.words.asks.deactivate, { name: plainLine(person.display_name) }), yes);
  const user = await shell.api().call<UserView>("PATCH", `users/${person.id}`, { body: { active: false } });
  shell.tell(user, shell.words.done.deactivated, { username: user.username });
}

async function activate(shell: Shell, name: string): Promise<void> {
  const { id } = await findPerson(shell, name, false);
  const user = await shell.api().call<UserView>("PATCH", `users/${id}`, { body: { active: true } });
  shell.tell(user, shell.words.done.activated, { username: user.username });
}

async function resetPassword(shell: Shell, name: string): Promise<void> {
  const { id } = await findPerson(shell, name);
  const made = await shell.api().call<{ set_password_url: string }>("POST", `users/${id}/password-reset`, { body: {} });
  shell.answer(made, () => [shell.words.done.passwordLink, made.set_password_url].join("\n"));
}
