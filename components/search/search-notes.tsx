import type { SearchWords } from "@/lib/i18n/search";

/** Before anything is asked: what can be typed. */
export function SearchTips({ words }: { words: SearchWords }) {
  return (
    <section aria-labelledby="tips" className="mt-6">
      <h2 id="tips" className="text-base font-[650]">
        {words.tipsTitle}
      </h2>
      <p className="mt-0.5 text-ink-2">{words.startLead}</p>
      <dl className="mt-3 grid gap-x-5 gap-y-0.5 md:gap-y-2 md:grid-cols-[max-content_1fr]">
        {words.tips.map(([typed, meant]) => (
          <div key={typed} className="contents">
            <dt className="min-w-0">
              <code className="rounded-md bg-hover px-1.5 py-0.5 text-[13.5px] [overflow-wrap:anywhere]">{typed}</code>
            </dt>
            <dd className="text-ink-2 max-md:mb-2.5">{meant}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Nothing was found: what to try. */
export function SearchNone({ words }: { words: SearchWords }) {
  return (
    <section aria-labelledby="none" className="mt-6">
      <h2 id="none" className="text-base font-[650]">
        {words.none}
      </h2>
      <p className="mt-0.5 text-ink-2">{words.noneLead}</p>
      <ul className="mt-2.5 list-disc pl-5 text-ink-2">
        {words.tries.map((one) => (
          <li key={one} className="mb-1">
            {one}
          </li>
        ))}
      </ul>
    </section>
  );
}
