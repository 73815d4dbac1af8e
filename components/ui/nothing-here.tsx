import Link from "next/link";
import type { PageWords } from "@/lib/i18n/en";

/** What is not there and what one may not see look the same. */
export function NothingHere({ words }: { words: PageWords }) {
  return (
    <div className="max-w-sm text-center">
      <h1 className="page-title">{words.titles.notFound}</h1>
      <p className="page-lead">{words.notFound.lead}</p>
      <Link className="button" href="/">
        {words.notFound.home}
      </Link>
    </div>
  );
}
