"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { ImportProgress } from "@/lib/imports/schema";
import { progressPollMs } from "@/lib/limits";

/** How far the list is, while one looks on. Without scripts a link shows how far it is by then. */
export function ImportWatch(props: {
  locale: Locale;
  list: ImportProgress & { id: number };
  words: Pick<AdminWords["import"], "loading" | "loadedSoFar" | "loadingHint" | "look">;
}) {
  const { locale, words, list } = props;
  const router = useRouter();
  const [progress, setProgress] = useState<ImportProgress>(list);
  useEffect(() => {
    const timer = setInterval(async () => {
      const now = await readProgress(list.id);
      if (!now) return;
      setProgress(now);
      if (now.state !== "queued" && now.state !== "running") router.refresh();
    }, progressPollMs);
    return () => clearInterval(timer);
  }, [list.id, router]);
  return (
    <section className="card" aria-busy="true">
      <h2 className="text-base font-[650]" id="loading">
        {words.loading}
      </h2>
      <progress className="progress mt-2.5" aria-labelledby="loading" value={progress.done} max={progress.total} />
      <p className="mt-1 tabular-nums">{say(locale, words.loadedSoFar, { n: progress.done, all: progress.total })}</p>
      <p className="mt-1 text-ink-2">{words.loadingHint}</p>
      <noscript>
        {/* A whole page anew: there is nothing here that could draw a part of it. */}
        <a href={`/admin/people/import/${list.id}`} className="button mt-3">
          {words.look}
        </a>
      </noscript>
    </section>
  );
}

/** @returns null where it cannot be known now; the next look may tell */
async function readProgress(id: number): Promise<ImportProgress | null> {
  try {
    const answer = await fetch(`/api/v1/imports/${id}`, { cache: "no-store" });
    return answer.ok ? ((await answer.json()) as ImportProgress) : null;
  } catch {
    return null;
  }
}
