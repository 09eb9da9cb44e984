import { useCallback, useState } from 'react';
import type { ConfirmQuestion } from '../state/page-context.ts';

interface Pending {
  question: ConfirmQuestion;
  resolve: (yes: boolean) => void;
}

/** One question at a time: `confirm` resolves to the user's answer. */
export function useConfirm() {
  const [pending, setPending] = useState<Pending>();
  const confirm = useCallback(
    (question: ConfirmQuestion) => new Promise<boolean>((resolve) => setPending({ question, resolve })),
    [],
  );
  const answer = (yes: boolean) => {
    setPending(undefined);
    pending?.resolve(yes);
  };
  return { question: pending?.question, confirm, answer };
}
