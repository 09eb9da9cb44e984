'use strict';

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Before the functions are packaged: says where the settings come from, checks them, bundles the functions. So
 * `npx osls deploy` is all there is to do.
 */
module.exports = class BundlePlugin {
  constructor(serverless, { stage } = {}) {
    const { serviceDir } = serverless;
    const run = (script) => {
      // The framework may run on an older Node than the scripts need.
      const node = join(serviceDir, 'node_modules', '.bin', 'node');
      const { status } = spawnSync(node, [script], { cwd: serviceDir, stdio: 'inherit' });
      if (status !== 0) throw new serverless.classes.Error(`${script} stopped: what is to be mended stands above.`);
    };
    this.hooks = {
      'before:package:initialize': () => {
        const chosen = stage ?? serverless.service.provider.stage;
        sayWhichFile(serviceDir, chosen);
        run('scripts/check-settings.ts');
        run('scripts/bundle.ts');
      },
    };
  }
};

/** The framework reads `.env.STAGE`, else `.env`, and is silent about either. */
function sayWhichFile(folder, stage) {
  if (existsSync(join(folder, `.env.${stage}`))) return;
  const instead = existsSync(join(folder, '.env')) ? '.env is read instead' : 'only variables of the environment count';
  process.stderr.write(`There is no .env.${stage}: ${instead}.\n`);
}
