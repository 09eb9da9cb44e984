import { Component, type ReactNode } from 'react';
import { UnknownBlock } from './unknown-block.tsx';

interface BlockBoundaryProps {
  type: string;
  /** Rendering is retried when the block changes. */
  block: unknown;
  children: ReactNode;
}

/** Catches a block that fails to render. React supports this only in class components. */
export class BlockBoundary extends Component<BlockBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate(before: BlockBoundaryProps): void {
    if (this.state.failed && before.block !== this.props.block) this.setState({ failed: false });
  }

  override render(): ReactNode {
    return this.state.failed ? <UnknownBlock type={this.props.type} failed /> : this.props.children;
  }
}
