// Runs each line of its input, which is a script as a JSON string, and prints its result as JSON, as a browser driver does.
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
