package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * carillon.js with answers that are broken or not of a Carillon, or with failing code around it. It never stops or
 * loops without a pause.
 */
@Timeout(60)
class CarillonJsHostileServiceTest {
    private JavaScript client;

    @BeforeEach
    void start() throws Exception {
        client = new JavaScript.Node();
        client.evaluate("""
                Object.assign(globalThis, {got: [], told: [], states: [], waits: [], sockets: [], crashes: []});
                for (const crash of ['uncaughtException', 'unhandledRejection']) {
                    process.on(crash, (reason) => crashes.push(`${reason?.stack ?? reason}`));
                }
                globalThis.welcome = '{"type":"welcome","version":"1","idleTimeoutSeconds":60,"maxMessageBytes":65536}';
                /** A socket that the test opens and closes. */
                globalThis.Socket = class {
                    constructor(url, protocols) {
                        Object.assign(this, {protocols, sent: []});
                        sockets.push(this);
                        setTimeout(() => this.begin?.());
                    }
                    send(text) { this.sent.push(text); }
                    receive(data) { this.onmessage?.({data}); }
                    close(code = 1006, reason = '') { this.onclose?.({code, reason}); }
                };
                globalThis.open = (options) => {
                    globalThis.bells = new Carillon('ws://service.test/', {
                        WebSocket: Socket,
                        fetch: async () => { throw new TypeError('no network'); },
                        times: {wait: 10, waitMost: 30},
                        ...options,
                    });
                    bells.addEventListener('state', ({state, waitMs}) => {
                        states.push(state);
                        waits.push(...state === 'waiting' ? [waitMs] : []);
                    });
                    bells.addEventListener('error', ({error}) => told.push(`error ${error?.message}`));
                };
                """);
    }

    @AfterEach
    void stop() {
        Object crashes = client.evaluate("return crashes.join()");
        client.close();
        assertThat(crashes).as("what nobody caught").isEqualTo("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'no json'",
                "''",
                "'null'",
                "new Blob(['{}'])",
                "'{\"type\":\"message\",\"topic\":\"news.a\",\"id\":5,\"data\":1}'",
                "'{\"type\":\"message\",\"topic\":7,\"data\":1}'",
                "'{\"type\":\"message\",\"topic\":\"news.a\",\"dataBase64\":\"?\"}'",
                "'{\"type\":\"subscribed\",\"id\":1,\"topic\":\"news.*\",\"since\":9}'",
                "'{\"type\":\"__defineGetter__\"}'"
            })
    void anInvalidMessageClosesTheConnectionAndTheClientReconnects(String garbage) {
        client.evaluate("Socket.prototype.begin = function () { this.receive(welcome); }");
        client.evaluate("open({}); bells.subscribe('news.*', ({data}) => got.push(data));");
        client.await("sockets[0]?.sent.length === 1");
        client.evaluate("sockets[0].receive(" + garbage + ")");
        client.await("sockets[1]?.sent.length === 1");
        client.evaluate("sockets[1].receive('{\"type\":\"message\",\"topic\":\"news.a\",\"data\":\"hello\"}')");
        assertThat(client.evaluate("return got.join()")).isEqualTo("hello");
        assertThat(client.evaluate("return states.join()")).isEqualTo("connecting,open,waiting,connecting,open");
    }

    @Test
    void unknownEventsAreIgnored() {
        client.evaluate("Socket.prototype.begin = function () { this.receive(welcome); }");
        client.evaluate("open({}); bells.subscribe('news.*', ({data}) => got.push(data));");
        client.await("sockets[0]?.sent.length === 1");
        for (String event : List.of(
                "{\"type\":\"new\"}",
                "{}",
                "[]",
                "{\"type\":\"pong\",\"more\":{}}",
                "{\"type\":\"published\",\"id\":9}")) {
            client.evaluate("sockets[0].receive('" + event + "')");
        }
        client.evaluate("sockets[0].receive('{\"type\":\"message\",\"topic\":\"news.a\",\"data\":\"hello\"}')");
        assertThat(client.evaluate("return got.join() + sockets.length")).isEqualTo("hello1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1006, 1008, 1011, 4401, 3000})
    void theWaitGrowsWhenEachConnectionIsClosedAtOnce(int code) {
        client.evaluate("Math.random = () => 1");
        client.evaluate("Socket.prototype.begin = function () { this.receive(welcome); setTimeout(() => this.close("
                + code + ")); }");
        client.evaluate("open({token: 'carillon_x', times: {wait: 4, waitMost: 50}})");
        client.await("waits.length >= 6");
        assertThat(client.evaluate("return waits.slice(0, 6).join()")).isEqualTo("4,8,16,32,50,50");
    }

    @Test
    void retryAfterMayBeADateAndIsLimitedToAnHour() {
        long soon = secondsOfRetryAfter("new Date(Date.now() + 90_000).toUTCString()");
        assertThat(soon).isBetween(80L, 91L);
        assertThat(secondsOfRetryAfter("'Wed, 21 Oct 2015 07:28:00 GMT'")).isZero();
        assertThat(secondsOfRetryAfter("'7'")).isEqualTo(7);
        assertThat(secondsOfRetryAfter("'0'")).isZero();
        assertThat(secondsOfRetryAfter("'never'")).isZero();
        // A longer timer would fire at once: more than 24 days overflow.
        assertThat(secondsOfRetryAfter("'99999999999'")).isEqualTo(3600);
        assertThat(secondsOfRetryAfter("'Fri, 01 Jan 2399 00:00:00 GMT'")).isEqualTo(3600);
    }

    private long secondsOfRetryAfter(String value) {
        client.evaluate(
                "globalThis.bells?.close(); states.length = waits.length = 0; open({WebSocket: undefined, fetch: async () => "
                        + "new Response('too many', {status: 429, headers: {'Retry-After': " + value + "}})})");
        client.await("waits.length > 0");
        return ((Number) client.evaluate("return Math.floor(waits[0] / 1000)")).longValue();
    }

    @Test
    void anHtmlResponseDoesNotOpenAConnection() {
        client.evaluate("open({WebSocket: undefined, fetch: async () => "
                + "new Response('<!doctype html>', {headers: {'Content-Type': 'text/html'}})});"
                + "bells.subscribe('news.*', () => {});");
        client.await("waits.length > 3");
        assertThat(client.evaluate("return states.includes('open')")).isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw undefined",
                "throw null",
                "throw 'no'",
                "throw new Error('no')",
                "return Promise.reject()",
                "return 7"
            })
    void aTokenFunctionThatFailsIsCalledAgain(String failing) {
        client.evaluate("Socket.prototype.begin = function () { this.receive(welcome); }");
        client.evaluate("globalThis.calls = 0; open({token: () => { if (++calls < 3) { " + failing
                + " } return 'carillon_good\\n'; }})");
        client.await("bells.state === 'open'");
        assertThat(client.evaluate("return sockets.map(({protocols}) => protocols.join()).join()"))
                .as("a token has no line break")
                .isEqualTo("carillon.v1,bearer.carillon_good");
    }

    @Test
    void theClientKeepsItsTokenUntilANewOneArrives() {
        client.evaluate("Socket.prototype.begin = function () { this.receive(welcome); }");
        client.evaluate("globalThis.calls = 0; open({token: () => ++calls > 1 ? new Promise(() => {}) : 'one'})");
        client.await("bells.state === 'open'");
        client.evaluate("sockets[0].receive('{\"type\":\"expiring\"}')");
        client.evaluate("bells.subscribe('news.*', ({data}) => got.push(data))");
        client.evaluate("sockets[0].receive('{\"type\":\"message\",\"topic\":\"news.a\",\"data\":\"hello\"}')");
        assertThat(client.evaluate("return calls + got.join() + told.join() + bells.state"))
                .isEqualTo("2helloopen");
        client.evaluate("bells.close(); globalThis.bells = null; open({token: 'text'})");
        client.await("sockets.length === 2 && bells.state === 'open'");
        client.evaluate("sockets[1].receive('{\"type\":\"expiring\"}')");
        assertThat(client.evaluate("return told.join()"))
                .as("a text has no other one")
                .isEqualTo("");
    }

    @Test
    void anEndCallbackThatThrowsDoesNotStopTheOthers() {
        client.evaluate("Socket.prototype.begin = function () { this.receive(welcome); }");
        client.evaluate("""
                open({});
                bells.subscribe('news.a', () => {}, {}, () => { throw new Error('of the user'); });
                bells.subscribe('news.a', () => {}, {}, ({code}) => told.push(code));
                """);
        client.await("sockets[0]?.sent.length === 1");
        client.evaluate(
                "sockets[0].receive('{\"type\":\"error\",\"id\":1,\"code\":\"forbidden\",\"message\":\"no\"}')");
        assertThat(client.evaluate("return told.join() + bells.state")).isEqualTo("forbidden,error noopen");
        client.await("crashes.length === 1");
        assertThat((String) client.evaluate("return crashes.pop()")).contains("of the user");
    }

    @Test
    void publicationsWithoutAServiceTimeOutAndAreNotSentLater() {
        client.evaluate("Socket.prototype.begin = function () { this.close(); }");
        client.evaluate("open({times: {wait: 10, waitMost: 30, publish: 100}})");
        assertThat(client.evaluate("""
                const all = Array.from({length: 1000}, (_, i) => bells.publish('news.a', i).catch(({code}) => code));
                return new Set(await Promise.all(all)).size + (await all[0]);""")).isEqualTo("1timeout");
        client.evaluate("Socket.prototype.begin = function () { this.receive(welcome); }");
        client.await("bells.state === 'open'");
        assertThat(client.evaluate("return sockets.at(-1).sent.join()")).isEqualTo("");
    }
}
