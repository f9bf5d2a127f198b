#!/usr/bin/env node
// Every Node there has ever been reads this, to say what it is: nothing younger than it may stand here.
var version = process.versions.node.split('.').map(Number);
var major = version[0];
var minor = version[1];
var patch = version[2];

if (major < 20 || (major === 20 && (minor < 18 || (minor === 18 && patch < 1)))) {
  process.stderr.write('error: oss-live needs Node 20.18.1 or newer; this is ' + process.version + '.\n');
  // Not exitCode, which Node 0.10 does not know.
  process.exit(3);
} else {
  require('./start.js');
}
