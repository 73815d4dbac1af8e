import Link from "next/link";
import type { AdminWords } from "@/lib/i18n/en";

/** Into the archive and back, or gone for good: each asks on a page of its own. */
export function RoomEnding(props: {
  words: AdminWords["rooms"];
  archived: boolean;
  /** The page that asks before an act. */
  ask: (act: "archive" | "restore" | "delete") => string;
  className?: string;
}) {
  const { words, archived, ask } = props;
  return (
    <section className={`card ${props.className ?? ""}`}>
      <h2 className="text-base font-[650]">{words.danger}</h2>
      <p className="text-ink-2">{words.archiveHint}</p>
      <div className="mt-4 flex flex-wrap gap-2.5">
        <Link href={ask(archived ? "restore" : "archive")} className="button min-h-11" prefetch={false}>
          {archived ? words.toRestore : words.toArchive}
        </Link>
        <Link href={ask("delete")} className="button button-danger min-h-11" prefetch={false}>
          {words.toDelete}
        </Link>
      </div>
    </section>
  );
}
