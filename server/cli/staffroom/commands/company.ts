import type { Command } from "commander";
import type { InvitationView } from "@/lib/invitations/schema";
import { invitationHoursMax, invitationUsesMax } from "@/lib/limits";
import { exits } from "../exits";
import { argument, collected, idOf, option, wholeNumber } from "../grammar";
import { everyPage, findRoom } from "../names";
import { add } from "../program";
import type { Shell } from "../shell";
import { table } from "../table";
import { whenOf } from "../talked";

interface Inviting {
  email?: string;
  role?: string;
  room?: string[];
  uses?: number;
  hours?: number;
}

/** What administrators do besides people and rooms. */
export function addCompany(program: Command, shell: Shell): void {
  const invites = add(program, shell, "invites");
  add(invites, shell, "invites list")
    .addOption(option(shell, "--past", "past"))
    .action((options) => listInvites(shell, options));
  add(invites, shell, "invites create")
    .addOption(option(shell, "--email <email>", "inviteEmail"))
    .addOption(option(shell, "--role <role>", "inviteRole").choices(["admin", "member", "guest"]))
    .addOption(option(shell, "--room <room>", "room").argParser(collected))
    .addOption(option(shell, "--uses <number>", "uses").argParser(wholeNumber(shell, 1, invitationUsesMax)))
    .addOption(option(shell, "--hours <hours>", "hours").argParser(wholeNumber(shell, 1, invitationHoursMax)))
    .action((options: Inviting) => invite(shell, options));
  add(invites, shell, "invites revoke")
    .addArgument(argument(shell, "<id>").argParser(idOf(shell)))
    .action((id: number) => revoke(shell, id));
  add(program, shell, "settings")
    .addArgument(argument(shell, "[setting...]"))
    .action((pairs: string[]) => settings(shell, pairs));
}

async function listInvites(shell: Shell, { past }: { past?: boolean }): Promise<void> {
  const items = await everyPage<InvitationView>(shell.api(), "invites", { state: past ? "past" : "waiting" });
  shell.answer({ items }, () => {
    const { columns, roles, invitations, none } = shell.words.shown;
    if (items.length === 0) return none;
    return table(
      shell.io,
      [
        { title: columns.id, right: true },
        { title: columns.role },
        { title: columns.state },
        { title: columns.uses, right: true },
        { title: columns.until },
        { title: columns.email },
        { title: columns.rooms },
      ],
      items.map((one) => [
        one.id,
        roles[one.role],
        invitations[one.state],
        `${one.uses}/${one.max_uses}`,
        whenOf(shell, one.expires_at),
        one.email ?? "",
        one.rooms.map(({ name }) => name).join(", "),
      ]),
    );
  });
}

async function invite(shell: Shell, options: Inviting): Promise<void> {
  const rooms = [];
  for (const name of options.room ?? []) rooms.push(await findRoom(shell, name, ["mine", "all"]));
  const body = {
    ...(options.email && { email: options.email }),
    ...(options.role && { role: options.role }),
    ...(options.uses && { max_uses: options.uses }),
    ...(options.hours && { expires_in_hours: options.hours }),
    ...(rooms.length > 0 && { room_ids: rooms.map(({ id }) => id) }),
  };
  const made = await shell.api().call<InvitationView & { url: string }>("POST", "invites", { body });
  shell.answer(made, () => [shell.say(shell.words.done.invited, { id: made.id }), made.url].join("\n"));
}

async function revoke(shell: Shell, id: number): Promise<void> {
  await shell.api().call("DELETE", `invites/${id}`);
  shell.tell({ id, revoked: true }, shell.words.done.revoked, { id });
}

type Settings = Record<string, unknown>;

async function settings(shell: Shell, pairs: string[]): Promise<void> {
  const now = await shell.api().call<Settings>("GET", "settings");
  if (pairs.length === 0) return shell.answer(now, () => settingsTable(shell, now));
  const body = Object.fromEntries(pairs.map((pair) => settingOf(shell, pair, now)));
  const changed = await shell.api().call<Settings>("PATCH", "settings", { body });
  shell.tell(changed, shell.words.done.settingsChanged);
}

/** As the call takes it: a number where one stands now, a list where one does. */
function settingOf(shell: Shell, pair: string, now: Settings): [string, unknown] {
  const [, name = "", value = ""] = /^([a-z_]+)=(.*)$/s.exec(pair) ?? [];
  const { errors } = shell.words;
  if (name === "") throw shell.stop(exits.misunderstood, errors.settingShape);
  if (!(name in now)) throw shell.stop(exits.misunderstood, errors.settingUnknown, { name });
  if (typeof now[name] === "number" && /^\d+$/.test(value)) return [name, Number(value)];
  return [name, Array.isArray(now[name]) ? value.split(/[\s,;]+/).filter(Boolean) : value];
}

function settingsTable(shell: Shell, now: Settings): string {
  const { columns } = shell.words.shown;
  const shown = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));
  const rows = Object.entries(now).map(([name, value]) => [name, shown(value)]);
  return table(shell.io, [{ title: columns.setting }, { title: columns.value }], rows);
}
