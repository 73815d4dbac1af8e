import { NothingHere } from "@/components/ui/nothing-here";
import { visitorWords } from "@/lib/visitor";

export default async function NotFound() {
  const { pages } = await visitorWords();
  return (
    <main className="grid min-h-dvh place-items-center bg-sidebar p-6">
      <NothingHere words={pages} />
    </main>
  );
}
