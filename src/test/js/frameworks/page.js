// A page for the component of a framework, and the test of the component. The argument is the URL of the service.
import assert from 'node:assert/strict';
import {Window} from 'happy-dom';

export const service = process.argv[2];

const window = new Window({url: 'http://127.0.0.1/'});
// Only the DOM: fetch and WebSocket remain those of Node.
for (const name of ['document', 'Element', 'SVGElement', 'MathMLElement', 'Node', 'HTMLElement', 'HTMLIFrameElement']) {
    globalThis[name] = window[name];
}
globalThis.window = window;
globalThis.navigator ??= window.navigator;

export const root = document.createElement('div');
document.body.append(root);

export async function publish(topic, text, type = 'text/plain') {
    const {status} = await fetch(`${service}/topics/${topic}`, {method: 'POST', body: text, headers: {'Content-Type': type}});
    assert.equal(status, 202);
}

/** Waits until the component shows this state and these messages. White space is ignored: frameworks differ in it in JSON. */
export async function shows(state, ...messages) {
    const expected = JSON.stringify([state, ...messages]);
    const shown = () =>
        JSON.stringify([...root.querySelectorAll('p, li')].map(({textContent}) => textContent.replaceAll(/\s/g, '')));
    for (let i = 0; shown() !== expected && i < 500; i++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(shown(), expected);
}

export async function hasSubscribers(topic, count) {
    for (let i = 0; i < 500; i++) {
        const {subscribers} = await (await fetch(`${service}/topics/${topic}`)).json();
        if (subscribers === count) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.fail(`expected ${count} subscribers of ${topic}`);
}

/** Tests the component of a framework with topics that only this framework uses. */
export async function check(name, {show, leave}) {
    const [first, second] = [`news.${name}`, `chat.${name}`];
    await publish(first, 'before');
    show(first);
    await shows('open', 'before');
    await publish(first, 'after');
    await shows('open', 'before', 'after');
    await hasSubscribers(first, 1);
    show(second);
    await hasSubscribers(second, 1);
    await hasSubscribers(first, 0);
    await shows('open');
    await publish(second, 'hello');
    await shows('open', 'hello');
    await publish(second, '{"n":1}', 'application/json');
    await shows('open', 'hello', '{"n":1}');
    leave();
    await hasSubscribers(second, 0);
    console.log('ok');
    process.exit();
}
