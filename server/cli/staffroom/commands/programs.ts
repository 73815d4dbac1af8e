import type { Command } from "commander";
import type { PersonalTokenView } from "@/lib/auth/schema";
import { personalTokenDaysMax } from "@/lib/limits";
import { confirm } from "../ask";
import { argument, idOf, option, wholeNumber } from "../grammar";
import { everyPage, findRoom } from "../names";
import { add } from "../program";
import type { Shell } from "../shell";
import { table } from "../table";
import { whenOf } from "../talked";

/** A webhook, without its address. */
interface WebhookView {
  id: number;
  name: string;
  created_at: string;
  last_used_at: string | null;
}

/** What other programs come in by: personal access tokens and webhooks. */
export function addPrograms(program: Command, shell: Shell): void {
  const tokens = add(program, shell, "tokens");
  add(tokens, shell, "tokens list").action(() => listTokens(shell));
  add(tokens, shell, "tokens create")
    .addArgument(argument(shell, "<name>"))
    .addOption(option(shell, "--scope <kind>", "scope").choices(["read", "write", "admin"]))
    .addOption(option(shell, "--days <days>", "days").argParser(wholeNumber(shell, 1, personalTokenDaysMax)))
    .action((name: string, options) => makeToken(shell, name, options));
  add(tokens, shell, "tokens revoke")
    .addArgument(argument(shell, "<id>").argParser(idOf(shell)))
    .addOption(option(shell, "-y, --yes", "yes"))
    .action((id: number, options) => revokeToken(shell, id, options));
  const webhooks = add(program, shell, "webhooks");
  add(webhooks, shell, "webhooks list")
    .addArgument(argument(shell, "<room>"))
    .action((room: string) => listWebhooks(shell, room));
  add(webhooks, shell, "webhooks create")
    .addArgument(argument(shell, "<room>"))
    .addArgument(argument(shell, "<name>"))
    .action((room: string, name: string) => makeWebhook(shell, room, name));
  add(webhooks, shell, "webhooks delete")
    .addArgument(argument(shell, "<room>"))
    .addArgument(argument(shell, "<id>").argParser(idOf(shell)))
    .addOption(option(shell, "-y, --yes", "yes"))
    .action((room: string, id: number, options) => deleteWebhook(shell, room, id, options));
}

async function listTokens(shell: Shell): Promise<void> {
  const items = await everyPage<PersonalTokenView>(shell.api(), "me/tokens");
  shell.answer({ items }, () => {
    const { columns, none, never } = shell.words.shown;
    if (items.length === 0) return none;
    return table(
      shell.io,
      [
        { title: columns.id, right: true },
        { title: columns.name },
        { title: columns.scope },
        { title: columns.lastUsed },
        { title: columns.until },
      ],
      items.map(({ id, name, scope, last_used_at, expires_at }) => [
        id,
        name,
        scope,
        last_used_at ? whenOf(shell, last_used_at) : never,
        whenOf(shell, expires_at),
      ]),
    );
  });
}

async function makeToken(
  shell: Shell,
  name: string,
  { scope, days }: { scope?: string; days?: number },
): Promise<void> {
  const body = { name, ...(scope && { scope }), ...(days && { expires_in_days: days }) };
  const made = await shell.api().call<PersonalTokenView & { token: string }>("POST", "me/tokens", { body });
  shell.answer(made, () => [shell.say(shell.words.done.tokenMade, { id: made.id }), made.token].join("\n"));
}

async function revokeToken(shell: Shell, id: number, { yes }: { yes?: boolean }): Promise<void> {
  await confirm(shell, shell.say(shell.words.asks.revokeToken, { id }), yes);
  await shell.api().call("DELETE", `me/tokens/${id}`);
  shell.tell({ id, revoked: true }, shell.words.done.tokenRevoked, { id });
}

async function listWebhooks(shell: Shell, name: string): Promise<void> {
  const room = await findRoom(shell, name, ["mine", "all"]);
  const items = await everyPage<WebhookView>(shell.api(), `rooms/${room.id}/webhooks`);
  shell.answer({ items }, () => {
    const { columns, none, never } = shell.words.shown;
    if (items.length === 0) return none;
    return table(
      shell.io,
      [
        { title: columns.id, right: true },
        { title: columns.name },
        { title: columns.made },
        { title: columns.lastUsed },
      ],
      items.map((one) => [
        one.id,
        one.name,
        whenOf(shell, one.created_at),
        one.last_used_at ? whenOf(shell, one.last_used_at) : never,
      ]),
    );
  });
}

async function makeWebhook(shell: Shell, roomName: string, name: string): Promise<void> {
  const room = await findRoom(shell, roomName, ["mine", "all"]);
  const made = await shell
    .api()
    .call<WebhookView & { url: string }>("POST", `rooms/${room.id}/webhooks`, { body: { name } });
  shell.answer(made, () => [shell.say(shell.words.done.webhookMade, { id: made.id }), made.url].join("\n"));
}

async function deleteWebhook(shell: Shell, name: string, id: number, { yes }: { yes?: boolean }): Promise<void> {
  const room = await findRoom(shell, name, ["mine", "all"]);
  await confirm(shell, shell.say(shell.words.asks.deleteWebhook, { id }), yes);
  await shell.api().call("DELETE", `rooms/${room.id}/webhooks/${id}`);
  shell.tell({ id, deleted: true }, shell.words.done.webhookDeleted, { id });
}
