import { sep } from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isElementAccessExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isStringLiteral,
  isTemplateExpression,
} from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

/** One place where the app writes into its log. */
export interface LogCall {
  file: string;
  /** Absent where it is chosen at run time. */
  level?: string;
  /** What it says; of one that is put together, the fixed beginning and `…`. */
  message: string;
  fields: string[];
}

/**
 * Finds every call of the app's `Log` by its type, wherever the log comes from, and the fields each hands over by theirs,
 * spread ones too.
 */
export function readLogCalls(): LogCall[] {
  const root = process.cwd();
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [`${root}/tsconfig.json`] });
    const [project] = snapshot.getProjects();
    if (project === undefined) throw new Error('tsconfig.json opens no project');
    const { program, checker } = project;
    const calls: LogCall[] = [];
    const source = `${root}${sep}src${sep}`;
    const files = program
      .getSourceFileNames()
      .filter((file) => file.startsWith(source) && !file.startsWith(`${source}sandbox${sep}`));
    for (const name of files) {
      const file = program.getSourceFile(name);
      const visit = (node: Node): void => {
        if (isCallExpression(node)) {
          const { expression, arguments: given } = node;
          const isMember = isPropertyAccessExpression(expression) || isElementAccessExpression(expression);
          if (isMember && checker.getTypeAtLocation(expression.expression)?.getSymbol()?.name === 'Log') {
            const [message, fields] = given;
            const type = fields && checker.getTypeAtLocation(fields);
            calls.push({
              file: name.slice(root.length + 1),
              ...(isPropertyAccessExpression(expression) && { level: expression.name.text }),
              message: message === undefined ? '' : words(message),
              fields: type ? checker.getPropertiesOfType(type).map((property) => property.name) : [],
            });
          }
        }
        node.forEachChild(visit);
      };
      file?.forEachChild(visit);
    }
    return calls;
  } finally {
    api.close();
  }
}

function words(message: Node): string {
  if (isStringLiteral(message) || isNoSubstitutionTemplateLiteral(message)) return message.text;
  return isTemplateExpression(message) ? `${message.head.text}…` : '?';
}
