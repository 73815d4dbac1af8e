import Link from "next/link";
import type { ReactNode } from "react";
import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";

/**
 * A page that says what is about to happen, to whom, and asks. Afterwards the form says what was done.
 * Works without scripts: it is a page, not a dialog.
 */
export function Confirm(props: {
  title: string;
  /** What will happen, in whole sentences. */
  consequences: string[];
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** The fields that the verb takes. */
  children: ReactNode;
  submit: string;
  /** Takes something away that does not come back by itself. */
  isDanger?: boolean;
  cancel: string;
  backTo: string;
}) {
  return (
    <div className="admin-page max-w-[640px]">
      <h1 className="page-title">{props.title}</h1>
      {props.consequences.map((sentence) => (
        <p key={sentence} className="mt-2">
          {sentence}
        </p>
      ))}
      <Form action={props.action} className="mt-5">
        {props.children}
        <div className="mt-5 flex flex-wrap gap-2.5">
          <Submit className={`button ${props.isDanger ? "button-danger" : "button-main"}`}>{props.submit}</Submit>
          <Link href={props.backTo} className="button" prefetch={false}>
            {props.cancel}
          </Link>
        </div>
      </Form>
    </div>
  );
}
