import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { catalogue } from "@/lib/i18n";
import { fileForm } from "@/lib/i18n/file-form";
import { say } from "@/lib/i18n/say";
import { filesPerMessageMax } from "@/lib/limits";
import { getDraft } from "@/lib/messages/drafts";
import { idSchema } from "@/lib/people/schema";
import { getRoom } from "@/lib/rooms/data";
import { currentCompany, requireVisitor } from "@/lib/visitor";

type Props = PageProps<"/rooms/[roomId]/files">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(`/rooms/${(await params).roomId}/files`);
  return { title: fileForm[actor.locale].title };
}

/** Where files are sent without scripts: a form whose bytes stream to the disk, which no action's form would. */
export default async function FilesPage({ params, searchParams }: Props) {
  const { roomId } = await params;
  const actor = await requireVisitor(`/rooms/${roomId}/files`);
  const id = idSchema.safeParse(Number(roomId));
  if (!id.success) notFound();
  const room = await getRoom(actor, id.data).catch(() => notFound());
  const draft = await getDraft(actor, { roomId: room.id }).catch(() => notFound());
  const company = await currentCompany();
  const query = await searchParams;
  const words = fileForm[actor.locale];
  const limits = { max: filesPerMessageMax, n: Math.floor((company?.file_bytes_max ?? 0) / 1024 ** 2) };
  const { errors } = catalogue(actor.locale);
  const reason = Object.entries(errors).find(([name]) => name === query.refused);
  const named = typeof query.name === "string" ? query.name.slice(0, 40) : "";
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <form method="post" action={`/rooms/${room.id}/files/send`} encType="multipart/form-data" className="page">
        <h1 className="page-title">{words.title}</h1>
        <p className="page-lead">{say(actor.locale, words.lead, { room: room.name, ...limits })}</p>
        {reason && (
          <p className="notice notice-bad" role="alert">
            {say(actor.locale, reason[1], { ...limits, name: named, command: named })}
          </p>
        )}
        <input type="hidden" name="clientId" value={randomUUID()} />
        <label className="label" htmlFor="text">
          {words.text}
        </label>
        <textarea id="text" name="text" rows={4} className="input h-auto py-2" defaultValue={draft.text} />
        <label className="label" htmlFor="file">
          {words.files}
        </label>
        <input id="file" type="file" name="file" className="input" multiple required />
        <div className="mt-5 flex flex-wrap gap-2">
          <button type="submit" className="button button-main">
            {words.send}
          </button>
          <Link href={`/rooms/${room.id}`} className="button">
            {words.back}
          </Link>
        </div>
      </form>
    </div>
  );
}
