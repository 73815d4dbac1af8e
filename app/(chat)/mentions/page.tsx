import type { Metadata } from "next";
import Link from "next/link";
import { z } from "zod";
import { InboxList } from "@/components/messages/inbox-list";
import { InboxSeen } from "@/components/messages/inbox-seen";
import { Form, Submit } from "@/components/ui/form";
import { catalogue } from "@/lib/i18n";
import { inboxWords } from "@/lib/i18n/inbox";
import { listInbox } from "@/lib/inbox/data";
import { inboxKinds } from "@/lib/inbox/schema";
import { cursorCharsMax } from "@/lib/limits";
import { requireVisitor } from "@/lib/visitor";
import { seeInboxAction, seeInboxFormAction } from "./actions";

type Props = PageProps<"/mentions">;

const asked = {
  kind: z.enum(inboxKinds).optional().catch(undefined),
  cursor: z.string().max(cursorCharsMax).optional().catch(undefined),
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: inboxWords[(await requireVisitor("/mentions")).locale].title };
}

/** What was said to one, each with what stands around it and the way to its place. */
export default async function InboxPage({ searchParams }: Props) {
  const actor = await requireVisitor("/mentions");
  const query = await searchParams;
  const [kind, cursor] = [asked.kind.parse(query.kind), asked.cursor.parse(query.cursor)];
  const words = inboxWords[actor.locale];
  const page = await listInbox(actor, { kind, cursor }).catch(() => listInbox(actor, { kind }));
  const newest = page.items[0];
  const until = kind === undefined && cursor === undefined && newest ? newest.at : null;
  // Only who sees all that is newest has looked at all of it; whoever does not may say so.
  const oldest = page.items.at(-1);
  const isWhole = page.next_cursor === null || (oldest !== undefined && oldest.at <= page.seen_at);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page max-w-[760px]">
        <h1 className="page-title">{words.title}</h1>
        <p className="page-lead">{words.lead}</p>
        <nav aria-label={words.filter} className="mb-3 flex flex-wrap gap-2">
          {[undefined, ...inboxKinds].map((one) => (
            <Link
              key={one ?? "all"}
              href={one ? `/mentions?kind=${one}` : "/mentions"}
              prefetch={false}
              className="button choice"
              aria-current={one === kind ? "page" : undefined}
            >
              {one ? words.kinds[one] : words.all}
            </Link>
          ))}
        </nav>
        <InboxSeen until={isWhole ? until : null} hears={kind === undefined} words={words} action={seeInboxAction} />
        {until && page.items.some((entry) => entry.is_new) && (
          <Form action={seeInboxFormAction} className={`mb-3 ${isWhole ? "unscripted" : ""}`}>
            <input type="hidden" name="until" value={until} />
            <Submit className="button">{words.see}</Submit>
          </Form>
        )}
        {page.items.length === 0 && <p className="text-ink-2">{kind ? words.noneOf : words.none}</p>}
        <InboxList
          entries={page.items}
          locale={actor.locale}
          clock={{ locale: actor.locale, timeZone: actor.timeZone, words: catalogue(actor.locale).live.time }}
          now={new Date()}
        />
        <p className="mt-4 flex flex-wrap gap-2.5">
          {cursor && (
            <Link className="button" href={{ query: { ...(kind && { kind }) } }} prefetch={false}>
              {words.newest}
            </Link>
          )}
          {page.next_cursor && (
            <Link
              className="button"
              href={{ query: { ...(kind && { kind }), cursor: page.next_cursor } }}
              prefetch={false}
            >
              {words.more}
            </Link>
          )}
        </p>
      </div>
    </div>
  );
}
