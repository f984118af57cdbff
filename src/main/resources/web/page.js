/** The page: connects the connection, the figures, the lists and the forms. Data is shown as text, never as markup. */
import {CodeBox, subscribing} from './code.js';
import {Connection, currentFrame} from './connection.js';
import {exactly} from './exactly.js';
import {History} from './history.js';
import {Login} from './login.js';
import {MessageList} from './messages.js';
import {Overview} from './overview.js';
import {PublishForm} from './publish.js';
import {Subscriptions} from './subscriptions.js';
import {showText} from './text.js';
import {Topics} from './topics.js';

/** In a stream the page changes ten times a second: faster than a user can read, with a sixth of the work of each frame. */
const PAINT_EVERY_MS = {least: 100, most: 1000};

/** A proxy may answer with its own page. */
const REASON_CHARACTERS = 500;

const at = (id) => document.getElementById(id);
const service = new URL('.', document.baseURI);
const messages = new MessageList(at('messages'), at('message-row'), at('shown'), at('empty'));
const subscriptions = new Subscriptions(at('subscriptions'), at('subscription-row'), at('topic-row'), leave);
const connection = new Connection(service, () => login.token, {
    stateChanged: changeState,
    subscribed: (topic) => {
        subscriptions.confirm(topic);
        overview.subscribed(topic);
    },
    missed: (topic) => subscriptions.missed(topic),
    refused: askForToken,
});
const login = new Login(at('login'), at('forget'), loggedIn);
const overview = new Overview(at('overview'), get);
const topics = new Topics(at('topics'), at('figures-row'), get, use);
const history = new History(at('history'), at('message-row'), (path) => get(path, exactly));
const subscribeCode = new CodeBox(at('subscribe-code'));
const publishForm = new PublishForm(
    at('publish'), at('publish-result'), at('publish-code'), login, connection, () => state.phase === 'open', (reason) => login.ask(reason));

let state = {phase: 'connecting', retryAt: 0};
let received = 0;
let receivedAtLastTick = 0;
let newest = null;
let quiet = true;
let lastTick = performance.now();
let paintAsked = false;
let nextPaintAt = 0;

/** Fetches the JSON of a path of the service. */
async function get(path, parse = JSON.parse) {
    const response = await fetch(new URL(path, service), {headers: login.headers, cache: 'no-store'});
    const text = await response.text();
    if (!response.ok) {
        throw Object.assign(new Error(reasonIn(text, response)), {code: response.status});
    }
    return parse(text);
}

/** The service says in one line what it expected and what it received. */
function reasonIn(text, {status, statusText}) {
    const reason = text.trim().slice(0, REASON_CHARACTERS);
    return reason === '' ? `The service answered ${status} ${statusText}` : reason;
}

function take(pattern, message) {
    // The $ topics of the service are not counted as messages of a wildcard.
    if (message.topic.startsWith('$') && !pattern.startsWith('$')) {
        return;
    }
    subscriptions.count(pattern, message.topic);
    // Each matching subscription receives it, but it is counted as one message.
    if (message !== newest) {
        newest = message;
        received++;
        messages.add(message, currentFrame());
    }
    paintSoon();
}

/** The first message after a pause is painted with the next frame of the screen. */
function paintSoon() {
    if (!paintAsked) {
        paintAsked = true;
        setTimeout(() => requestAnimationFrame(paint), Math.max(0, nextPaintAt - performance.now()));
    }
}

function paint() {
    const start = performance.now();
    paintAsked = false;
    nextPaintAt = start + PAINT_EVERY_MS.least;
    setText(at('total'), received.toLocaleString('en'));
    subscriptions.paint();
    messages.paint();
    if (messages.isCut) {
        paintSoon();
    }
    // The browser lays out and paints after this function, and then handles this event.
    setTimeout(() => {
        const tookMs = performance.now() - start;
        nextPaintAt = start + Math.max(PAINT_EVERY_MS.least, Math.min(5 * tookMs, PAINT_EVERY_MS.most));
    });
}

function tick() {
    const now = performance.now();
    const seconds = (now - lastTick) / 1000;
    const perSecond = Math.round((received - receivedAtLastTick) / seconds);
    if (received > receivedAtLastTick && quiet) {
        ring();
    }
    quiet = received === receivedAtLastTick;
    receivedAtLastTick = received;
    lastTick = now;
    setText(at('rate'), perSecond.toLocaleString('en'));
    subscriptions.tick(seconds);
    showState();
    paintSoon();
}

/** The bell swings once; CSS turns this off for users who prefer reduced motion. */
function ring() {
    const bell = at('bell');
    if (bell.getAnimations().length === 0) {
        bell.classList.remove('ringing');
        bell.getBoundingClientRect();
        bell.classList.add('ringing');
    }
}

function changeState(next) {
    state = next;
    if (state.phase === 'open') {
        login.accepted();
        if (state.welcome !== undefined) {
            setText(at('version'), state.welcome.version);
        }
    }
    showState();
}

/** The client receives a refusal without a text, so this requests the reason from the service. */
async function askForToken({message}) {
    const reason = await get('topics?limit=1').then(() => message, (failure) => failure.message);
    if (state.phase === 'stopped') {
        login.ask(reason);
    }
}

function loggedIn() {
    publishForm.showCode();
    showSubscribeCode();
    connect();
    if (login.token !== null) {
        at('pattern').focus();
    }
}

function connect() {
    connection.connect();
    overview.follow(connection);
    topics.follow(connection);
}

function showState() {
    const seconds = Math.max(1, Math.ceil((state.retryAt - performance.now()) / 1000));
    const label = {
        connecting: 'Connecting…',
        open: state.transport === 'event-stream' ? 'Connected by an event stream' : 'Connected',
        stopped: 'Not connected: a token or an API key is needed',
        waiting: `Disconnected, trying again in ${seconds} s`,
        closed: 'Not connected',
    }[state.phase];
    setText(at('state-text'), label);
    at('state').dataset.phase = state.phase;
    at('reconnect').hidden = !['waiting', 'stopped'].includes(state.phase);
    if (state.phase !== 'open') {
        subscriptions.awaitConfirmation();
    }
}

function showRefusal(topic, {code, message}) {
    subscriptions.remove(topic);
    rememberInAddress();
    showText(at('subscribe-error'), `${message} (${code})`);
    if (code === 'forbidden' && login.token === null) {
        login.ask(message);
    }
}

/** Performs an action of the table on a topic. */
function use(topic, what) {
    switch (what) {
        case 'history':
            history.open(topic);
            break;
        case 'subscribe':
            join(topic);
            break;
        case 'publish':
            publishForm.to(topic);
            break;
    }
}

function join(topic) {
    if (!subscriptions.has(topic)) {
        subscriptions.add(topic);
        connection.subscribe(topic, (message) => take(topic, message), (error) => showRefusal(topic, error));
        rememberInAddress();
    }
}

function leave(topic) {
    subscriptions.remove(topic);
    connection.unsubscribe(topic);
    rememberInAddress();
    at('pattern').focus();
}

/** The address names the subscriptions, so a link or a reload restores them: /#news.*,prices.** */
function rememberInAddress() {
    const names = subscriptions.names().map(encodeURIComponent).join(',');
    window.history.replaceState(null, '', names === '' ? location.pathname + location.search : `#${names}`);
}

function followAddress() {
    const named = location.hash.slice(1).split(',').map(decoded).filter((topic) => topic !== '');
    subscriptions.names().filter((topic) => !named.includes(topic)).forEach(leave);
    named.forEach(join);
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** Screen readers announce a status that is set, even if it does not change. */
function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

function showSubscribeCode() {
    const topic = at('pattern').value.trim();
    subscribeCode.show(subscribing({
        service: service.href,
        url: `${service.href}topics/${encodeURIComponent(topic)}`,
        topic,
        token: login.token !== null,
    }));
}

at('pattern').addEventListener('input', showSubscribeCode);
at('subscribe').addEventListener('submit', (submit) => {
    submit.preventDefault();
    at('subscribe-error').textContent = '';
    join(at('pattern').value.trim());
    at('pattern').select();
});
at('reconnect').addEventListener('click', connect);
at('clear').addEventListener('click', () => {
    messages.clear();
    subscriptions.forgetMissed();
});
at('pause').addEventListener('click', () => {
    messages.paused = !messages.paused;
    at('pause').setAttribute('aria-pressed', String(messages.paused));
    paintSoon();
});
addEventListener('hashchange', followAddress);
// The address names subscriptions, so links within the page leave it alone.
document.querySelectorAll('.skip').forEach((link) => link.addEventListener('click', (click) => {
    click.preventDefault();
    at(link.getAttribute('href').slice(1)).focus();
}));

setInterval(tick, 1000);
connect();
followAddress();
if (subscriptions.names().length === 0) {
    at('pattern').value = 'news.*';
}
showSubscribeCode();
