"use client";

import { failed } from "@/lib/i18n/failed";

/** A fault of ours. It knows only the page's language; what was typed is in the drafts. */
export default function Failed({ reset }: { error: Error; reset: () => void }) {
  const locale = typeof document !== "undefined" && document.documentElement.lang === "ru" ? "ru" : "en";
  const words = failed[locale];
  return (
    <main className="grid min-h-dvh place-items-center bg-sidebar p-6">
      <div className="max-w-sm text-center">
        <h1 className="page-title">{words.title}</h1>
        <p className="page-lead">{words.lead}</p>
        <button type="button" className="button" onClick={reset}>
          {words.retry}
        </button>
      </div>
    </main>
  );
}
