import { Component, type ReactNode } from 'react';

/** The last resort: where the page itself fails it says so and offers to begin anew, instead of going blank. */
export class PageBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="starting" role="alert">
        This page failed to draw. What was sent is not lost.
        <button type="button" className="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </div>
    );
  }
}
