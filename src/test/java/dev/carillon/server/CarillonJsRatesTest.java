package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** carillon.js when a client exceeds its rates. */
@Timeout(60)
class CarillonJsRatesTest {
    private static final String WITH_WEBSOCKET = "--experimental-websocket";

    /** None of the waits in these tests is near a minute. */
    private static final String LONG_TIMES = "times: {publish: 600_000, again: 600_000}";

    @Test
    void aRefusedPublicationIsSentAgainAfterTheTimeInTheError() throws IOException, InterruptedException {
        Limits onceAMinute = new Limits(Optional.empty(), Optional.of(Rate.perMinute(1)), Optional.empty());
        try (TestService service = service(new RateSettings(onceAMinute, Limits.NONE, Optional.empty()));
                JavaScript client = new JavaScript.Node(WITH_WEBSOCKET)) {
            open(client, service, LONG_TIMES, "");
            client.evaluate("await bells.publish('news.a', 1)");
            awaitAMinuteBehindARefusal(client);
        }
    }

    /** As a proxy does, or a service for an address with too many refused credentials. */
    @Test
    void aRefusedPostIsSentAgainAfterRetryAfter() throws IOException, InterruptedException {
        try (TestService service = service(RateSettings.NONE);
                JavaScript client = new JavaScript.Node("--no-experimental-websocket")) {
            open(client, service, LONG_TIMES + """
                    , fetch: async (url, init) => url.endsWith('/publish')
                        ? new Response('too many', {status: 429, headers: {'Retry-After': '60'}})
                        : fetch(url, init)
                    """, "");
            awaitAMinuteBehindARefusal(client);
        }
    }

    private static void awaitAMinuteBehindARefusal(JavaScript client) {
        client.evaluate("""
                globalThis.waits = [];
                const {setTimeout} = globalThis;
                globalThis.setTimeout = (run, ms, ...rest) => {
                    waits.push(ms);
                    return setTimeout(run, ms, ...rest);
                };
                bells.publish('news.a', 2).catch(() => {});
                """);
        client.await("waits.some((ms) => ms > 40_000 && ms < 62_000)");
    }

    @Test
    void aSubscriptionRefusedByTheRateIsRetriedAndMissesNothing() throws IOException, InterruptedException {
        Limits two = new Limits(Optional.empty(), Optional.of(new Rate(2)), Optional.empty());
        try (TestService service = service(new RateSettings(Limits.NONE, two, Optional.empty()));
                JavaScript client = new JavaScript.Node(WITH_WEBSOCKET)) {
            open(client, service, "times: {}", "");
            client.evaluate("globalThis.since = (await bells.publish('news.a', 'before')).id; bells.close()");
            // Before the connection is open, so that all are requested at once, in this order.
            open(client, service, "times: {}", """
                    globalThis.all = [];
                    bells.subscribe('news.a', ({data}) => got.push(data), {since});
                    globalThis.other = bells.subscribe('news.b', () => {}, {since});
                    bells.subscribe('news.*', ({data}) => all.push(data), {since});
                    """);
            client.await("joined.length === 2");
            client.evaluate("await bells.publish('news.a', 'meanwhile')");
            client.await("got.length === 1");
            assertThat(client.evaluate("other.unsubscribe(); return joined.join()"))
                    .isEqualTo("news.a,news.b");
            client.await("all.length > 0");
            assertThat(client.evaluate("return all.join() + told.join()")).isEqualTo("meanwhile");
        }
    }

    private static TestService service(RateSettings rates) {
        return new TestService(CarillonJsTest.settings(0).with(rates));
    }

    private static void open(JavaScript client, TestService service, String options, String subscribe) {
        client.evaluate("""
                Object.assign(globalThis, {got: [], told: [], states: [], joined: []});
                globalThis.bells = new Carillon('ws://127.0.0.1:%d', {%s});
                bells.addEventListener('state', ({state}) => states.push(state));
                bells.addEventListener('subscribed', ({topic}) => joined.push(topic));
                bells.addEventListener('missed', ({topic}) => told.push(`missed ${topic}`));
                bells.addEventListener('error', ({error}) => told.push(`error ${error.code}`));
                %s
                """.formatted(service.port(), options, subscribe));
        client.await("bells.state === 'open'");
    }
}
