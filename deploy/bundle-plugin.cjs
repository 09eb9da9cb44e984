'use strict';

const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** Bundles the functions before they are packaged, so that `npx osls deploy` is all there is to do. */
module.exports = class BundlePlugin {
  constructor(serverless) {
    // The framework may run on an older Node than the scripts need.
    const node = join(serverless.serviceDir, 'node_modules', '.bin', 'node');
    const run = () => execFileSync(node, ['scripts/bundle.ts'], { cwd: serverless.serviceDir, stdio: 'inherit' });
    this.hooks = { 'before:package:initialize': run };
  }
};
