import { NothingHere } from "@/components/ui/nothing-here";
import { visitorWords } from "@/lib/visitor";

export default async function NotFoundInChat() {
  const { pages } = await visitorWords();
  return (
    <div className="grid flex-1 place-items-center p-6">
      <NothingHere words={pages} />
    </div>
  );
}
