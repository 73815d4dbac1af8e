import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { ReadsList } from "@/components/messages/reads-list";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { readsWords } from "@/lib/i18n/reads";
import { listReads, readsOf } from "@/lib/messages/reads";
import { idSchema } from "@/lib/people/schema";
import { requireVisitor, visitorPath } from "@/lib/visitor";

type Props = PageProps<"/rooms/[roomId]/messages/[messageId]/reads">;

const asked = z
  .object({ who: z.enum(["read", "unread"]), cursor: z.string().max(600) })
  .partial()
  .catch({});

export async function generateMetadata(): Promise<Metadata> {
  return { title: readsWords[(await requireVisitor(await visitorPath())).locale].title };
}

/** Who has read a message, for those to whom the dialog does not come. */
export default async function ReadsPage({ params, searchParams }: Props) {
  const { roomId, messageId } = await params;
  const actor = await requireVisitor(await visitorPath());
  const lists = await readLists(actor, messageId, asked.parse(await searchParams));
  const words = readsWords[actor.locale];
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page max-w-[760px]">
        <h1 className="page-title">{words.title}</h1>
        <p className="page-lead">
          <Link className="link" href={`/rooms/${roomId}?m=${messageId}`} prefetch={false}>
            {words.back}
          </Link>
        </p>
        <ReadsList
          {...lists}
          clock={{ locale: actor.locale, timeZone: actor.timeZone, words: catalogue(actor.locale).live.time }}
          now={new Date()}
          more={(who) => (
            <Link
              className="button mt-1"
              href={`?${new URLSearchParams({ who, cursor: lists[who].next_cursor ?? "" })}`}
              prefetch={false}
            >
              {words.more}
            </Link>
          )}
        />
      </div>
    </div>
  );
}

/** Both lists from their beginnings; the one that is read on, from there. */
async function readLists(actor: Actor, messageId: string, { who, cursor }: z.infer<typeof asked>) {
  const id = z.coerce.number().pipe(idSchema).safeParse(messageId);
  if (!id.success) notFound();
  try {
    const lists = await readsOf(actor, { messageId: id.data });
    if (!who || !cursor) return lists;
    return { ...lists, [who]: await listReads(actor, { messageId: id.data, who, cursor }) };
  } catch (error) {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "invalid")) notFound();
    throw error;
  }
}
