import { sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type PageAsked, pageOf } from "@/lib/cursor";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { versionsCharsMax } from "@/lib/limits";
import type { Page } from "@/lib/people/schema";
import { isBlank } from "@/lib/text";
import { changeMessage, type Found } from "./changing";
import { findMessage, requireMessage } from "./data";
import { renderMarkdown } from "./markdown";
import { whoIsCalled } from "./mentions";
import { type EarlierVersion, type EditMessage, type MessageView, tooLongForMessage } from "./schema";

/**
 * Puts other words into one's own message. What it said before stays to be read by whoever sees it; whom it names now
 * is called, whom it names no more is not.
 * @throws AppError `not_found`, `forbidden` (`notYours`), `invalid` (`messageEmpty`), `too_large`, `conflict` (deleted)
 */
export async function editMessage(actor: Actor, input: EditMessage): Promise<MessageView> {
  if (tooLongForMessage(input.text)) throw new AppError("too_large", "messageTooLong");
  const found = await requireMessage(actor, input.messageId, "post");
  const { grant, message } = found;
  if (message.author.id !== actor.personId) throw new AppError("forbidden", "notYours");
  if (isBlank(input.text) && message.attachments.length === 0) throw fieldError("text", "messageEmpty");
  const called = await whoIsCalled(grant, input.text);
  const html = renderMarkdown(input.text, called.names);
  await changeMessage(found, {
    set: async (tx) => {
      if (!(await keepVersion(tx, message.id, input.text))) return null;
      if (!found.placed.between) await callOthers(tx, found, called.personIds);
      return sql`text = ${input.text}, html = ${html}, edited_at = clock_timestamp()`;
    },
  });
  const edited = await findMessage(grant, message.id);
  if (!edited) throw notFound();
  return edited;
}

/** @returns false where the text is the same: nothing is edited then */
async function keepVersion(tx: Transaction, messageId: number, text: string): Promise<boolean> {
  const kept = await tx.execute(sql`
    insert into message_versions (message_id, number, html, written_at)
    select m.id, (select count(*) from message_versions v where v.message_id = m.id) + 1, m.html, coalesce(m.edited_at, m.created_at)
    from messages m where m.id = ${messageId} and m.text <> ${text} returning number`);
  return kept.length > 0;
}

async function callOthers(tx: Transaction, { message }: Found, personIds: number[]): Promise<void> {
  const named = sql`(select value::bigint from json_array_elements_text(${JSON.stringify(personIds)}::json))`;
  await tx.execute(sql`delete from mentions where message_id = ${message.id} and person_id not in ${named}`);
  await tx.execute(sql`
    insert into mentions (message_id, person_id, room_id, seq, thread_id)
    select ${message.id}::bigint, n.value, ${message.room_id}::bigint, ${message.seq}::bigint, ${message.thread_id}::bigint
    from ${named} as n(value) on conflict do nothing`);
}

/**
 * What a message said before, the first words first, of very many the latest; `message_versions`' primary key serves it.
 * @throws AppError `not_found` for whoever does not see the message
 */
export async function earlierVersions(actor: Actor, input: { messageId: number }): Promise<EarlierVersion[]> {
  return (await numberedVersions(actor, input.messageId)).map(({ version }) => version);
}

/** The same page by page. @throws AppError `not_found`, `invalid` (cursor) */
export async function pageVersions(
  actor: Actor,
  { messageId, ...asked }: PageAsked & { messageId: number },
): Promise<Page<EarlierVersion>> {
  const page = pageOf(await numberedVersions(actor, messageId), asked, ({ number }) => ({ name: "", id: number }));
  return { ...page, items: page.items.map(({ version }) => version) };
}

async function numberedVersions(
  actor: Actor,
  messageId: number,
): Promise<{ number: number; version: EarlierVersion }[]> {
  const { message } = await requireMessage(actor, messageId, "read");
  if (message.deleted_at !== null) return [];
  const rows = await database().execute<{ number: string; html: string; written_at: string }>(sql`
    select number, html, written_at from (
      select number, html, written_at, sum(length(html)) over (order by number desc) as chars
      from message_versions where message_id = ${message.id}) v
    where chars <= ${versionsCharsMax} order by number limit 1000`);
  return [...rows].map(({ number, html, written_at }) => ({
    number: Number(number),
    version: { html, written_at: new Date(written_at).toISOString() },
  }));
}
