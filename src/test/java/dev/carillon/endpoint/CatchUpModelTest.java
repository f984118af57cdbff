package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Grant;
import dev.carillon.catchup.CatchUp;
import dev.carillon.catchup.CatchUpMeters;
import dev.carillon.frame.Compression;
import dev.carillon.frame.MaskedFrames;
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
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Publications, subscribers that begin anywhere, slow sockets and a log that removes entries, in any order: no
 * subscriber has a gap that is not reported to it, or receives anything twice or out of order.
 */
class CatchUpModelTest {
    private static final int RUNS = 300;
    private static final int STEPS = 120;
    private static final String EPOCH = "now";

    /** The log keeps few of the first kind, all of the second, the newest of the third, and none of the last. */
    private static final List<String> TOPICS =
            List.of("few.x", "few.y", "all.x", "all.y", "value.x", "value.y", "none.x");

    private static final List<String> PATTERNS =
            List.of("few.x", "all.x", "value.x", "none.x", "few.*", "all.*", "value.*", "*.x", "**");

    @Test
    void nothingIsMissingDuplicatedOrReordered() {
        long seed = new Random().nextLong();
        for (int run = 0; run < RUNS; run++) {
            new Run(seed + run).play();
        }
    }

    /** Seeds that failed once. */
    @ParameterizedTest
    @ValueSource(longs = {-2304882765065805584L, 3700482211885761791L, 2600460647345881726L, 1173166055281308700L})
    void nothingIsMissingForSeedsThatFailedOnce(long seed) {
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
            endpoints = TestEndpoints.remembering(hub, catchUp);
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

        /** Gets its number at once, and comes to the loop as a task. */
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

        /** A pattern, and the publications that must come for it. */
        private final class Promise {
            final TopicPattern pattern;
            final Start start;

            /** The publications that had come to the loop. */
            final long position = hub.position();

            final int number = arrived;
            boolean ended;

            Promise(String pattern, Start start) {
                this.pattern = new TopicPattern(pattern);
                this.start = start;
            }

            /** The offset after which no publication may be missing that the log still has. */
            long from() {
                return switch (start) {
                    case Start.Since since ->
                        since.id().epoch().equals(EPOCH) ? since.id().offset() : 0;
                    case Start.Last last -> position;
                    case Start.Live live -> position;
                };
            }

            /** Whether the publication must come for this pattern. */
            boolean covers(Publication publication) {
                return pattern.matches(publication.topic())
                        && (publication.offset() == 0 || publication.offset() > from());
            }

            boolean promises(Publication publication, int itsNumber) {
                if (ended || !pattern.matches(publication.topic())) {
                    return false;
                }
                return publication.offset() == 0 ? itsNumber >= number : publication.offset() > from();
            }
        }

        /** One connection, and the publications that came. */
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
                    connection.cursor().ifPresent(cursor -> cursor.onWritable());
                }
            }

            abstract void act();

            abstract void read();

            void check() {
                read();
                if (!connection.isOpen()) {
                    return;
                }
                for (int number = 0; number < published.size(); number++) {
                    Publication publication = published.get(number);
                    for (Promise promise : promises) {
                        if (promise.promises(publication, number)) {
                            assertThat(has(promise, publication) || isExcused(publication))
                                    .as("%s: %s %s came to %s", name, publication.topic(), publication.offset(), this)
                                    .isTrue();
                        }
                    }
                }
                checkLastValues();
            }

            boolean has(Promise promise, Publication publication) {
                return came.contains(publication);
            }

            private boolean isExcused(Publication publication) {
                return mayMiss
                        && publication.offset() != 0
                        && publication.topic().value().matches("(few|value).*");
            }

            private void checkLastValues() {
                Map<TopicName, Publication> newest = new LinkedHashMap<>();
                published.forEach(publication -> newest.put(publication.topic(), publication));
                for (Publication value : newest.values()) {
                    for (Promise promise : promises) {
                        if (value.topic().value().startsWith("value")
                                && promise.start.equals(Start.LIVE)
                                && !promise.ended
                                && promise.pattern.matches(value.topic())) {
                            assertThat(has(promise, value))
                                    .as("%s: the value of %s came to %s", name, value.topic(), this)
                                    .isTrue();
                        }
                    }
                }
            }

            void came(Publication publication) {
                assertThat(came)
                        .as("%s: %s %s not twice to %s", name, publication.topic(), publication.offset(), this)
                        .doesNotContain(publication);
                came.add(publication);
            }

            final void came(String number) {
                came(published.get(Integer.parseInt(number)));
            }

            @Override
            public String toString() {
                return getClass().getSimpleName()
                        + promises.stream()
                                .map(promise -> " " + promise.pattern + " " + promise.start + " at " + promise.position)
                                .toList();
            }
        }

        /** Cannot receive a report of missed publications. */
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
                    came(text(frame));
                }
                List<Long> offsets = came.stream()
                        .map(Publication::offset)
                        .filter(offset -> offset > 0)
                        .toList();
                assertThat(offsets).as("%s: the order of ids to %s", name, this).isSorted();
            }
        }

        /** Receives whether it has recovered, and what it has missed. */
        private final class InSession extends Subscriber {
            /** The confirmed subscriptions that have not ended. */
            private final Set<Promise> going = new HashSet<>();

            /**
             * The subscriptions for which each publication came. While one of these is active, the publication must not
             * come again.
             */
            private final Map<Publication, Set<Promise>> cameFor = new HashMap<>();

            /**
             * The publications of each subscription: those that came since it began, and those that active ones had by
             * then.
             */
            private final Map<Promise, Set<Publication>> had = new HashMap<>();

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
                if (random.nextInt(2) == 0 && !promises.isEmpty()) {
                    Promise promise = pick(promises);
                    if (!promise.ended) {
                        promise.ended = true;
                        say("unsubscribe", promise);
                    }
                } else {
                    subscribe(pick(PATTERNS));
                }
            }

            private void subscribe(String pattern) {
                if (promises.stream()
                        .anyMatch(promise ->
                                !promise.ended && promise.pattern.value().equals(pattern))) {
                    return;
                }
                Promise promise = new Promise(pattern, start());
                promises.add(promise);
                say("subscribe", promise);
            }

            private void say(String type, Promise promise) {
                JsonObject command = new JsonObject()
                        .put("type", type)
                        .put("id", promises.indexOf(promise))
                        .put("topic", promise.pattern.value());
                switch (promise.start) {
                    case Start.Since since -> command.put("since", since.id().toString());
                    case Start.Last last -> command.put("last", last.count());
                    case Start.Live live -> {}
                }
                connection
                        .receiver()
                        .onBytes(
                                connection,
                                ByteBuffer.wrap(CLIENT.text(command.encode().getBytes(UTF_8))));
            }

            private void begins(Promise promise) {
                Set<Publication> known = new HashSet<>();
                going.forEach(other -> known.addAll(hadBy(other)));
                had.put(promise, known);
                going.add(promise);
            }

            private Set<Publication> hadBy(Promise promise) {
                return Objects.requireNonNull(had.get(promise), "it has begun");
            }

            @Override
            boolean has(Promise promise, Publication publication) {
                return hadBy(promise).contains(publication);
            }

            @Override
            void came(Publication publication) {
                List<Promise> matching = going.stream()
                        .filter(promise -> promise.pattern.matches(publication.topic()))
                        .toList();
                assertThat(matching)
                        .as("%s: %s behind its end to %s", name, publication.topic(), this)
                        .isNotEmpty();
                Set<Promise> before = cameFor.put(
                        publication,
                        matching.stream()
                                .filter(promise -> promise.covers(publication))
                                .collect(Collectors.toSet()));
                assertThat(before == null ? Set.of() : before)
                        .as("%s: %s %s not twice to %s", name, publication.topic(), publication.offset(), this)
                        .doesNotContainAnyElementsOf(going);
                matching.forEach(promise -> hadBy(promise).add(publication));
                came.add(publication);
            }

            @Override
            void read() {
                // A subscription that begins earlier than the others makes the session read again from there.
                long last = 0;
                for (byte[] frame : connection.takeSent()) {
                    JsonObject event = new JsonObject(text(frame));
                    switch (event.getString("type")) {
                        case "message" -> {
                            came(event.getString("data"));
                            long offset = came.getLast().offset();
                            assertThat(offset == 0 || offset > last)
                                    .as("%s: %s behind %s to %s", name, offset, last, this)
                                    .isTrue();
                            last = offset == 0 ? last : offset;
                        }
                        case "missed" -> mayMiss = true;
                        case "unsubscribed" -> going.remove(promises.get(event.getInteger("id")));
                        case "subscribed" -> {
                            begins(promises.get(event.getInteger("id")));
                            mayMiss |= Boolean.FALSE.equals(event.getBoolean("recovered"));
                            last = 0;
                        }
                        case "error" -> throw new AssertionError(name + ": " + event);
                        default -> {}
                    }
                }
            }
        }

        /** Has one id for all of its topics, with which it reconnects. */
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
                        came(new JsonObject(event.group(2)).getString("data"));
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
