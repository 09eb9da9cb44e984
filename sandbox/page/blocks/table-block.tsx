import type * as Slack from '@slack/types';
import { inOrder } from '../parts/in-order.ts';
import type { BlockProps } from './block-props.ts';
import { TableCell } from './table-cell.tsx';

/** A table whose first row is its header. */
export function TableBlock({ block }: BlockProps<Slack.TableBlock>) {
  const [head = [], ...rows] = block.rows;
  const style = (column: number) => {
    const settings = block.column_settings?.[column];
    return { textAlign: settings?.align ?? 'left', whiteSpace: settings?.is_wrapped ? 'normal' : 'nowrap' } as const;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {inOrder(head, (cell, column) => (
              <th scope="col" style={style(column)}>
                <TableCell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inOrder(rows, (row) => (
            <tr>
              {inOrder(row, (cell, column) => (
                <td style={style(column)}>
                  <TableCell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
