// Runs each line of its input, a script as a JSON string, and prints what it returns, as the driver of a browser does.
import {createInterface} from 'node:readline';
import {Carillon} from '../../../../js/carillon.js';

globalThis.Carillon = Carillon;
globalThis.heapBytes = () => {
    gc();
    return process.memoryUsage().heapUsed;
};
const AsyncFunction = (async () => {}).constructor;

async function answer(script) {
    try {
        return {value: await new AsyncFunction(script)()};
    } catch (thrown) {
        return {thrown: `${thrown?.stack ?? thrown}`};
    }
}

for await (const line of createInterface({input: process.stdin})) {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
}
process.exit();
