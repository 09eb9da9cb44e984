import type { Asker } from '../asker.ts';
import type { Services } from '../services.ts';

/** What a command is given. */
export interface CommandCall {
  asker: Asker;
  /** What follows the command's name. */
  rest: string;
  services: Services;
}

/** One thing `/incident` can do. */
export interface Command {
  name: string;
  /** How it is written, without `/incident`. */
  usage: string;
  /** What it does, for `/incident help`: one short line. */
  does: string;
  /** @throws AppError what the person is told */
  run(call: CommandCall): Promise<void>;
}
