import type { Metadata } from "next";
import { KeysList } from "@/components/live/keys-list";
import { keysWords } from "@/lib/i18n/keys";
import { requireVisitor } from "@/lib/visitor";

export async function generateMetadata(): Promise<Metadata> {
  return { title: keysWords[(await requireVisitor("/keys")).locale].title };
}

/** The list of keys as a page, for those to whom the dialog does not come. */
export default async function KeysPage() {
  const { locale } = await requireVisitor("/keys");
  const words = keysWords[locale];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard, and this one holds no link
    <section className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} aria-label={words.title}>
      <div className="page max-w-[760px]">
        <h1 className="page-title">{words.title}</h1>
        <p className="page-lead">{words.lead}</p>
        <KeysList locale={locale} />
      </div>
    </section>
  );
}
