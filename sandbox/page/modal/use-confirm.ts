import { useCallback, useState } from 'react';
import type { ConfirmQuestion } from '../state/page-context.ts';

interface Asked {
  question: ConfirmQuestion;
  resolve: (yes: boolean) => void;
}

/** One question at a time: `confirm` resolves with what the person answers. */
export function useConfirm() {
  const [asked, setAsked] = useState<Asked>();
  const confirm = useCallback(
    (question: ConfirmQuestion) => new Promise<boolean>((resolve) => setAsked({ question, resolve })),
    [],
  );
  const answer = (yes: boolean) => {
    setAsked(undefined);
    asked?.resolve(yes);
  };
  return { question: asked?.question, confirm, answer };
}
