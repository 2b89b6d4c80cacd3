// Runs a query so many times on the calling process' own threads, and prints the least CPU seconds (user and system) as core-work does.
const fs = require('fs');

async function bestPass(name, input, passes, run) {
  let best = Infinity, result;
  for (let pass = 0; pass < passes; pass++) {
    const before = process.cpuUsage();
    result = await run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  console.log(`cpu=${best.toFixed(4)} MB/s=${(fs.statSync(input).size / best / 1e6).toFixed(0)} ${name} rows,logs=${result}`);
}

function readArguments(program) {
  const [input, dimensions, passes, dump] = process.argv.slice(2);
  if (passes) return { input, dimensions, passes: Number(passes), dump };
  console.error(`Usage: ${program} INPUT DIMENSIONS PASSES [DUMP]`);
  process.exit(2);
}

module.exports = { bestPass, readArguments };
