import type * as Slack from '@slack/types';
import { useState } from 'react';
import { inOrder } from '../parts/in-order.ts';
import type { BlockProps } from './block-props.ts';
import { TableCell } from './table-cell.tsx';

/** A table with a caption and pages. */
export function DataTableBlock({ block }: BlockProps<Slack.DataTableBlock>) {
  const [page, setPage] = useState(0);
  const [head = [], ...rows] = block.rows;
  const size = block.page_size ?? 5;
  const pages = Math.max(Math.ceil(rows.length / size), 1);
  const at = Math.min(page, pages - 1);
  return (
    <div className="data-table">
      <div className="table-scroll">
        <table>
          <caption>{block.caption}</caption>
          <thead>
            <tr>
              {inOrder(head, (cell) => (
                <th scope="col">
                  <TableCell cell={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inOrder(rows.slice(at * size, (at + 1) * size), (row) => (
              <tr>
                {inOrder(row, (cell, column) =>
                  column === block.row_header_column_index ? (
                    <th scope="row">
                      <TableCell cell={cell} />
                    </th>
                  ) : (
                    <td>
                      <TableCell cell={cell} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <div className="table-pages">
          <button type="button" className="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Previous
          </button>
          <span>
            Page {at + 1} of {pages}
          </span>
          <button type="button" className="button" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            Next
          </button>
        </div>
      )}
    </div>
  );
}
