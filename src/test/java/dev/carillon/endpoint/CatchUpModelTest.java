package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Grant;
import dev.carillon.catchup.CatchUp;
import dev.carillon.catchup.CatchUpMeters;
import dev.carillon.frame.Compression;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.frame.Role;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.log.HistoryBounds;
import dev.carillon.log.HistoryRules;
import dev.carillon.log.Log;
import dev.carillon.log.Start;
import dev.carillon.protocol.StreamForm;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.rate.HandRunRates;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Publications, subscribers that begin anywhere, slow sockets and a log that lets go, in any order: no subscriber has a gap
 * that it is not told, gets anything twice, or out of order.
 */
class CatchUpModelTest {
    private static final int RUNS = 300;
    private static final int STEPS = 120;
    private static final String EPOCH = "now";

    /** Few are kept of the first, all of the second, the newest of the third, nothing of the last. */
    private static final List<String> TOPICS =
            List.of("few.x", "few.y", "all.x", "all.y", "value.x", "value.y", "none.x");

    private static final List<String> PATTERNS =
            List.of("few.x", "all.x", "value.x", "none.x", "few.*", "all.*", "value.*", "*.x", "**");

    @Test
    void nothingIsMissingTwiceOrOutOfOrder() {
        long seed = new Random().nextLong();
        for (int run = 0; run < RUNS; run++) {
            new Run(seed + run).play();
        }
    }

    /** Seeds that failed once. */
    @ParameterizedTest
    @ValueSource(longs = {3700482211885761791L, 2600460647345881726L, 1173166055281308700L})
    void norWhereSomethingOnceWas(long seed) {
        new Run(seed).play();
    }

    private static HistoryRules.Rule rule(String topics, Optional<HistoryBounds> bounds, boolean lastValue) {
        return new HistoryRules.Rule(new TopicPattern(topics), bounds, lastValue);
    }

    private static final class Run {
        private static final MaskedFrames CLIENT = new MaskedFrames(() -> 0x01020304);

        private static final Pattern EVENT = Pattern.compile("(?:id: " + EPOCH + ":(\\d+)\n)?data: (.*)\n\n");

        private final Random random;
        private final String name;
        private final Queue<Runnable> later = new ArrayDeque<>();
        private final SlowReaderRules slowReaders = new SlowReaderRules(List.of(
                new SlowReaderRules.Rule(new TopicPattern("few.*"), SlowReaderPolicy.CATCH_UP_OR_DISCONNECT),
                new SlowReaderRules.Rule(new TopicPattern("all.*"), SlowReaderPolicy.CATCH_UP)));
        private final Log log;
        private final Hub hub = new Hub(later::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, slowReaders);
        private final Endpoints endpoints;
        private final List<Publication> published = new ArrayList<>();
        private int arrived;
        private final List<Subscriber> subscribers = new ArrayList<>();

        Run(long seed) {
            random = new Random(seed);
            name = "seed " + seed;
            HistoryRules rules = new HistoryRules(List.of(
                    rule("few.*", Optional.of(new HistoryBounds(3, Long.MAX_VALUE, Duration.ZERO)), false),
                    rule("all.*", Optional.of(new HistoryBounds(Integer.MAX_VALUE, 1 << 20, Duration.ZERO)), false),
                    rule("value.*", Optional.of(HistoryBounds.NEWEST), true)));
            log = new Log(rules, 1 << 20, EPOCH, () -> 0);
            CatchUp catchUp = new CatchUp(log, hub, later::add, () -> 0, CatchUpMeters.SILENT);
            endpoints = new Endpoints(
                    hub,
                    Optional.of(catchUp),
                    new WebSockets(Role.SERVER, WebSocketSettings.DEFAULT),
                    new TakingPublisher(),
                    HandRunRates.unlimited(),
                    EndpointMeters.SILENT,
                    new EndpointLimits(new SessionLimits("1.2.3", 20, 65536, Duration.ofSeconds(60)), 65536),
                    (secret, connection, then) -> {},
                    () -> Instant.EPOCH);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(13)) {
                    case 12 -> subscribers.add(new Stream());
                    case 0, 1, 2, 3 -> publish();
                    case 4, 5, 6 -> runSome();
                    case 7 -> subscribers.add(new Raw());
                    case 8 -> subscribers.add(new InSession());
                    case 9, 10 -> any().ifPresent(Subscriber::act);
                    default -> any().ifPresent(subscriber -> subscriber.room(random.nextInt(4)));
                }
            }
            subscribers.forEach(subscriber -> subscriber.room(Integer.MAX_VALUE));
            while (!later.isEmpty()) {
                later.remove().run();
            }
            subscribers.forEach(Subscriber::check);
        }

        /** It has its number at once, and comes to the loop as a task. */
        private void publish() {
            TopicName topic = new TopicName(pick(TOPICS));
            Payload payload = Payload.text(String.valueOf(published.size()).getBytes(UTF_8));
            Publication plain = new Publication(topic, payload, 0);
            assertThat(hub.reserve(plain)).isEqualTo(PublishResult.TAKEN);
            if (log.remembers(topic)) {
                log.append(plain, this::send);
            } else {
                send(plain);
            }
        }

        private void send(Publication publication) {
            published.add(publication);
            later.add(() -> {
                arrived++;
                hub.publish(publication);
            });
        }

        private void runSome() {
            for (int count = random.nextInt(4); count > 0 && !later.isEmpty(); count--) {
                later.remove().run();
            }
        }

        private Optional<Subscriber> any() {
            return subscribers.isEmpty() ? Optional.empty() : Optional.of(pick(subscribers));
        }

        private <T> T pick(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private Start start() {
            return switch (random.nextInt(6)) {
                case 0, 1 -> new Start.Since(log.id(random.nextLong(log.newest().offset() + 1)));
                case 2 -> new Start.Since(new MessageId("before", random.nextInt(100)));
                case 3 -> new Start.Last(1 + random.nextInt(5));
                default -> Start.LIVE;
            };
        }

        /** A pattern, and what it promises. */
        private final class Promise {
            final TopicPattern pattern;
            final Start start;

            /** Those that had come to the loop. */
            final long position = hub.position();

            final int number = arrived;
            boolean ended;

            Promise(String pattern, Start start) {
                this.pattern = new TopicPattern(pattern);
                this.start = start;
            }

            /** The offset behind which nothing may be missing that the log still has. */
            long from() {
                return switch (start) {
                    case Start.Since since ->
                        since.id().epoch().equals(EPOCH) ? since.id().offset() : 0;
                    case Start.Last last -> position;
                    case Start.Live live -> position;
                };
            }

            boolean promises(Publication publication, int itsNumber) {
                if (ended || !pattern.matches(publication.topic())) {
                    return false;
                }
                return publication.offset() == 0 ? itsNumber >= number : publication.offset() > from();
            }
        }

        /** One connection, and what came. */
        private abstract class Subscriber {
            final RecordedConnection connection;
            final List<Publication> came = new ArrayList<>();
            final List<Promise> promises = new ArrayList<>();
            boolean mayMiss;

            Subscriber(RecordedConnection connection) {
                this.connection = connection;
            }

            void room(int publications) {
                connection.room = publications;
                if (publications > 0) {
                    connection.cursor().ifPresent(cursor -> cursor.onRoom());
                }
            }

            abstract void act();

            abstract void read();

            void check() {
                read();
                if (!connection.isOpen()) {
                    return;
                }
                Set<Publication> all = new HashSet<>(came);
                for (int number = 0; number < published.size(); number++) {
                    Publication publication = published.get(number);
                    int n = number;
                    if (promises.stream().anyMatch(promise -> promise.promises(publication, n))) {
                        assertThat(all.contains(publication) || isExcused(publication))
                                .as("%s: %s %s came to %s", name, publication.topic(), publication.offset(), this)
                                .isTrue();
                    }
                }
                assertThat(came).as("%s: nothing twice to %s", name, this).doesNotHaveDuplicates();
                checkLastValues(all);
            }

            private boolean isExcused(Publication publication) {
                return mayMiss
                        && publication.offset() != 0
                        && publication.topic().value().matches("(few|value).*");
            }

            private void checkLastValues(Set<Publication> all) {
                Map<TopicName, Publication> newest = new LinkedHashMap<>();
                published.forEach(publication -> newest.put(publication.topic(), publication));
                newest.values().stream()
                        .filter(publication -> publication.topic().value().startsWith("value"))
                        .filter(publication -> promises.stream()
                                .anyMatch(promise -> promise.start.equals(Start.LIVE)
                                        && !promise.ended
                                        && promise.pattern.matches(publication.topic())))
                        .forEach(publication -> assertThat(all)
                                .as("%s: the value of %s came to %s", name, publication.topic(), this)
                                .contains(publication));
            }

            void came(int number) {
                came.add(published.get(number));
            }

            @Override
            public String toString() {
                return getClass().getSimpleName()
                        + promises.stream()
                                .map(promise -> " " + promise.pattern + " " + promise.start + " at " + promise.position)
                                .toList();
            }
        }

        /** Cannot be told what has left the log. */
        private final class Raw extends Subscriber {
            Raw() {
                Promise promise = new Promise(pick(PATTERNS), start());
                super(new RecordedConnection(
                        endpoints.topic(promise.pattern, Compression.NONE, promise.start, Grant.OPEN)));
                promises.add(promise);
                mayMiss = true;
                connection.room = random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE;
                connection.receiver().onOpen(connection);
            }

            @Override
            void act() {}

            @Override
            void read() {
                for (byte[] frame : connection.takeSent()) {
                    came(Integer.parseInt(text(frame)));
                }
                List<Long> offsets = came.stream()
                        .map(Publication::offset)
                        .filter(offset -> offset > 0)
                        .toList();
                assertThat(offsets).as("%s: the order of ids to %s", name, this).isSorted();
            }
        }

        /** Is told what it recovered, and what it missed. */
        private final class InSession extends Subscriber {
            private boolean hasEnded;

            InSession() {
                super(new RecordedConnection(endpoints.session(Compression.NONE, Grant.OPEN)));
                connection.receiver().onOpen(connection);
                act();
            }

            @Override
            void act() {
                if (!connection.isOpen()) {
                    return;
                }
                if (random.nextInt(5) == 0 && !promises.isEmpty()) {
                    Promise promise = pick(promises);
                    if (!promise.ended) {
                        promise.ended = true;
                        hasEnded = true;
                        say(new JsonObject().put("type", "unsubscribe").put("topic", promise.pattern.value()));
                    }
                } else if (!hasEnded) {
                    subscribe(pick(PATTERNS));
                }
            }

            private void subscribe(String pattern) {
                if (promises.stream()
                        .anyMatch(promise -> promise.pattern.value().equals(pattern))) {
                    return;
                }
                Promise promise = new Promise(pattern, start());
                promises.add(promise);
                JsonObject command = new JsonObject().put("type", "subscribe").put("topic", pattern);
                switch (promise.start) {
                    case Start.Since since -> command.put("since", since.id().toString());
                    case Start.Last last -> command.put("last", last.count());
                    case Start.Live live -> {}
                }
                say(command);
            }

            private void say(JsonObject command) {
                connection
                        .receiver()
                        .onBytes(
                                connection,
                                ByteBuffer.wrap(CLIENT.text(command.encode().getBytes(UTF_8))));
            }

            @Override
            void read() {
                // A subscription that begins earlier than the others brings the session back to there.
                long last = 0;
                for (byte[] frame : connection.takeSent()) {
                    JsonObject event = new JsonObject(text(frame));
                    switch (event.getString("type")) {
                        case "message" -> {
                            came(Integer.parseInt(event.getString("data")));
                            long offset = came.getLast().offset();
                            assertThat(offset == 0 || offset > last)
                                    .as("%s: %s behind %s to %s", name, offset, last, this)
                                    .isTrue();
                            last = offset == 0 ? last : offset;
                        }
                        case "missed" -> mayMiss = true;
                        case "subscribed" -> {
                            mayMiss |= Boolean.FALSE.equals(event.getBoolean("recovered"));
                            last = 0;
                        }
                        case "error" -> throw new AssertionError(name + ": " + event);
                        default -> {}
                    }
                }
            }
        }

        /** Has one id for all of its topics, with which it comes back. */
        private final class Stream extends Subscriber {
            Stream() {
                Start start = start();
                Set<String> patterns = new TreeSet<>();
                for (int count = 1 + random.nextInt(4); count > 0; count--) {
                    patterns.add(pick(PATTERNS));
                }
                List<Promise> made = patterns.stream()
                        .map(pattern -> new Promise(pattern, start))
                        .toList();
                super(new RecordedConnection(endpoints.eventStream(
                        made.stream().map(promise -> promise.pattern).toList(),
                        StreamForm.ENVELOPE,
                        start,
                        Grant.OPEN)));
                promises.addAll(made);
                connection.room = random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE;
                connection.receiver().onOpen(connection);
            }

            @Override
            void act() {}

            @Override
            void read() {
                long last = 0;
                for (byte[] bytes : connection.takeSent()) {
                    Matcher event = EVENT.matcher(new String(bytes, UTF_8));
                    if (event.matches() && event.group(1) != null) {
                        long offset = Long.parseLong(event.group(1));
                        assertThat(offset)
                                .as("%s: the order of ids to %s", name, this)
                                .isGreaterThan(last);
                        last = offset;
                    }
                    if (event.matches()) {
                        came(Integer.parseInt(new JsonObject(event.group(2)).getString("data")));
                    } else if (new String(bytes, UTF_8).startsWith("event: missed\n")) {
                        mayMiss = true;
                    }
                }
            }
        }

        private static String text(byte[] frame) {
            int header = (frame[1] & 0x7f) < 126 ? 2 : 4;
            return new String(frame, header, frame.length - header, UTF_8);
        }
    }
}
