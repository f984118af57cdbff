// Runs scripts that its page sends, and sends back their results.
import {Carillon} from '/carillon.js';

globalThis.Carillon = Carillon;
const AsyncFunction = (async () => {}).constructor;

onmessage = async ({data}) => {
    try {
        postMessage({value: await new AsyncFunction(data)()});
    } catch (thrown) {
        postMessage({thrown: `${thrown?.stack ?? thrown}`});
    }
};
