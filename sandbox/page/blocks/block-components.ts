import { ActionsBlock, ContextActionsBlock } from './actions-block.tsx';
import { AlertBlock } from './alert-block.tsx';
import { CardBlock, CarouselBlock } from './card-block.tsx';
import { ContainerBlock } from './container-block.tsx';
import { ContextBlock } from './context-block.tsx';
import { DataTableBlock } from './data-table-block.tsx';
import { HeaderBlock } from './header-block.tsx';
import { InputBlock } from './input-block.tsx';
import { FileBlock, ImageBlock, VideoBlock } from './media-blocks.tsx';
import { SectionBlock } from './section-block.tsx';
import { TableBlock } from './table-block.tsx';
import { PlanBlock, TaskCardBlock } from './task-blocks.tsx';
import { DividerBlock, MarkdownBlock, RichTextBlock } from './text-blocks.tsx';

/** The component for each block type. https://docs.slack.dev/reference/block-kit/blocks */
export const blockComponents = {
  actions: ActionsBlock,
  alert: AlertBlock,
  card: CardBlock,
  carousel: CarouselBlock,
  container: ContainerBlock,
  context: ContextBlock,
  context_actions: ContextActionsBlock,
  data_table: DataTableBlock,
  divider: DividerBlock,
  file: FileBlock,
  header: HeaderBlock,
  image: ImageBlock,
  input: InputBlock,
  markdown: MarkdownBlock,
  plan: PlanBlock,
  rich_text: RichTextBlock,
  section: SectionBlock,
  table: TableBlock,
  task_card: TaskCardBlock,
  video: VideoBlock,
};
