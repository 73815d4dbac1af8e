import Link from "next/link";
import { visitorWords } from "@/lib/visitor";

export default async function NotFound() {
  const { pages } = await visitorWords();
  return (
    <main className="grid min-h-dvh place-items-center bg-sidebar p-6">
      <div className="max-w-sm text-center">
        <h1 className="page-title">{pages.titles.notFound}</h1>
        <p className="page-lead">{pages.notFound.lead}</p>
        <Link className="button" href="/">
          {pages.notFound.home}
        </Link>
      </div>
    </main>
  );
}
