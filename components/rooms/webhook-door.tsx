import Link from "next/link";
import type { PageWords } from "@/lib/i18n/en";

/** Where a room's webhooks are, for whoever manages it. */
export function WebhookDoor(props: { words: PageWords["webhooks"]; roomId: number; className?: string }) {
  const { words } = props;
  return (
    <section className={`card ${props.className ?? ""}`}>
      <h2 className="text-base font-[650]">{words.title}</h2>
      <p className="mt-0.5 text-ink-2">{words.openLead}</p>
      <Link href={`/rooms/${props.roomId}/webhooks`} className="button mt-4" prefetch={false}>
        {words.manage}
      </Link>
    </section>
  );
}
