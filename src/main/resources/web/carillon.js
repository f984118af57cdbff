/** The page: joins the session, the lists and the forms. Whatever arrives is shown as text, never as markup. */
import {Login} from './login.js';
import {MessageList} from './messages.js';
import {PublishForm, reasonOf} from './publish.js';
import {RateHistory} from './rates.js';
import {Session} from './session.js';
import {Subscriptions} from './subscriptions.js';
import {showText} from './text.js';

const FAILURES_SHOWN = 3;

/** In a stream the page changes ten times a second: faster than anybody reads, and a sixth of the work of every frame. */
const PAINT_EVERY_MS = {least: 100, most: 1000};

const at = (id) => document.getElementById(id);
const messages = new MessageList(at('messages'), at('message-row'), at('shown'), at('empty'));
const history = new RateHistory(at('history-line'), at('history-area'));
const subscriptions = new Subscriptions(at('subscriptions'), at('subscription-row'), at('topic-row'), leave);
const session = new Session(new URL('ws', document.baseURI.replace(/^http/, 'ws')), {
    stateChanged: changeState,
    welcomed: ({version}) => setText(at('version'), version ?? ''),
    subscribed: (topic) => subscriptions.confirm(topic),
    refused: showRefusal,
    received: take,
    failed: showFailure,
    answered: showRoundTrip,
}, () => login.token);
const login = new Login(at('login'), at('forget'), loggedIn);

let state = {phase: 'connecting', retryAt: 0};
let received = 0;
let receivedAtLastTick = 0;
let quiet = true;
let lastTick = performance.now();
let paintAsked = false;
let nextPaintAt = 0;

function take(event, frame) {
    received++;
    subscriptions.count(event.topic);
    messages.add(event, frame);
    paintSoon();
}

/** What comes after a pause is painted with the next frame of the screen. */
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
    // The browser lays out and draws behind this function, and then comes to what is posted here.
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
    at('rate').textContent = perSecond.toLocaleString('en');
    history.add(perSecond);
    subscriptions.tick(seconds);
    showState();
    paintSoon();
}

/** The bell swings once; CSS keeps it still for those who want no motion. */
function ring() {
    const bell = at('bell');
    if (bell.getAnimations().length === 0) {
        bell.classList.remove('ringing');
        bell.getBoundingClientRect();
        bell.classList.add('ringing');
    }
}

function changeState(next) {
    const before = state.phase;
    state = next;
    if (state.phase === 'open') {
        publishForm.serviceAnswers();
        login.accepted();
    } else if (state.phase === 'waiting' && before === 'connecting') {
        askIfRefused();
    }
    showState();
}

/** A browser does not tell a page why a WebSocket did not open, so the service is asked another way. */
async function askIfRefused() {
    try {
        const response = await fetch(new URL('topics', document.baseURI), {headers: login.headers, cache: 'no-store'});
        if (response.status === 401 && state.phase !== 'open') {
            session.stop();
            login.ask(await reasonOf(response));
        } else {
            await response.body?.cancel();
        }
    } catch {
        // It does not answer at all: the session tries again.
    }
}

function loggedIn() {
    publishForm.showCurl();
    session.connect();
    if (login.token !== null) {
        at('pattern').focus();
    }
}

function showState() {
    const label = {
        connecting: () => 'Connecting…',
        open: () => 'Connected',
        stopped: () => 'Not connected: a token or an API key is needed',
        waiting: () => `Disconnected, trying again in ${Math.max(1, Math.ceil((state.retryAt - performance.now()) / 1000))} s`,
    }[state.phase]();
    setText(at('state-text'), label);
    at('state').dataset.phase = state.phase;
    at('reconnect').hidden = !['waiting', 'stopped'].includes(state.phase);
    if (state.phase !== 'open') {
        at('round-trip').textContent = '';
        subscriptions.awaitConfirmation();
    }
}

function showRoundTrip(milliseconds) {
    at('round-trip').textContent = `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

function showRefusal(topic, {code, message}) {
    subscriptions.remove(topic);
    rememberInAddress();
    showText(at('subscribe-error'), `${message} (${code})`);
    if (code === 'forbidden' && login.token === null) {
        login.ask(message);
    }
}

function showFailure({code, message}) {
    const line = document.createElement('p');
    line.className = 'failure';
    const text = document.createElement('span');
    showText(text, `${message} (${code})`);
    const dismiss = document.createElement('button');
    dismiss.type = 'button';
    dismiss.className = 'quiet';
    dismiss.textContent = 'Dismiss';
    dismiss.onclick = () => line.remove();
    line.append(text, dismiss);
    at('failures').prepend(line);
    [...at('failures').children].slice(FAILURES_SHOWN).forEach((old) => old.remove());
}

function join(topic) {
    if (!subscriptions.has(topic)) {
        subscriptions.add(topic);
        session.subscribe(topic);
        rememberInAddress();
    }
}

function leave(topic) {
    subscriptions.remove(topic);
    session.unsubscribe(topic);
    rememberInAddress();
    at('pattern').focus();
}

/** The address names the subscriptions, so a link or a reload brings them back: /#news.*,prices.** */
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

/** Screen readers announce a status that is set, even to what it was. */
function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

at('subscribe').addEventListener('submit', (submit) => {
    submit.preventDefault();
    at('subscribe-error').textContent = '';
    join(at('pattern').value.trim());
    at('pattern').select();
});
at('reconnect').addEventListener('click', () => session.connect());
at('clear').addEventListener('click', () => messages.clear());
at('pause').addEventListener('click', () => {
    messages.paused = !messages.paused;
    at('pause').setAttribute('aria-pressed', String(messages.paused));
    paintSoon();
});
addEventListener('online', () => state.phase === 'waiting' && session.connect());
addEventListener('hashchange', followAddress);

const publishForm = new PublishForm(at('publish'), at('publish-result'), at('curl'), at('copy'), login);
setInterval(tick, 1000);
session.connect();
followAddress();
if (subscriptions.names().length === 0) {
    at('pattern').value = 'news.*';
}
