"use client";

import { Dialog } from "@/components/ui/dialog";
import { keysWords } from "@/lib/i18n/keys";
import { KeysList } from "./keys-list";
import { useLive } from "./provider";

/** The list of keys over the page; loaded when it is asked for. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const { viewer } = useLive();
  const words = keysWords[viewer.locale];
  return (
    <Dialog title={words.title} close={words.close} onClose={onClose}>
      <KeysList locale={viewer.locale} />
      <p className="hint mt-4">{words.lead}</p>
    </Dialog>
  );
}
