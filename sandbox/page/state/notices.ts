import type { Notice, PageState } from './page-state.ts';

/** Adds a notice that is shown for a few seconds; at most four at once, the newest last. */
export function withNotice(state: PageState, text: string): PageState {
  const notice: Notice = { id: (state.notices.at(-1)?.id ?? 0) + 1, text };
  return { ...state, notices: [...state.notices, notice].slice(-4) };
}
