package dev.carillon.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.carillon.frame.FrameHandler;
import dev.carillon.frame.FrameReader;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.frame.ProtocolViolation;
import dev.carillon.frame.Role;
import dev.carillon.handshake.ClientHandshake;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.log.Start;
import dev.carillon.protocol.EventReader;
import dev.carillon.protocol.EventWriter;
import dev.carillon.protocol.InvalidJson;
import dev.carillon.protocol.Received;
import dev.carillon.protocol.Received.Bye;
import dev.carillon.protocol.Received.Welcome;
import dev.carillon.publication.MessageId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A WebSocket with carillon.v1 that receives the publications to some topics, from its handshake to its end. */
public final class TopicSubscription implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Not bounded here: the service bounds publications by a setting that the client does not know. */
    private static final int MESSAGE_MAX = Integer.MAX_VALUE - 16;

    private static final int NORMAL = 1000;
    private static final MaskedFrames FRAMES =
            new MaskedFrames(() -> ThreadLocalRandom.current().nextInt());

    /** The silence after which a ping is sent, and the time in which it must be answered. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);

    private final ServiceAccess access;
    private final ServiceConnection connection;
    private final FrameReader reader = new FrameReader(Role.CLIENT, MESSAGE_MAX);

    /** The token or key that was sent last. */
    private Optional<String> credentials;

    private TopicSubscription(ServiceAccess access, ServiceConnection connection, Optional<String> credentials) {
        this.access = access;
        this.credentials = credentials;
        this.connection = connection;
    }

    /** Opens the WebSocket and subscribes to {@code topics}, names or patterns, each from {@code start} on. */
    public static TopicSubscription open(ServiceAccess access, Collection<String> topics, Start start)
            throws ServiceFailure {
        Optional<String> credentials = access.credentials();
        ServiceConnection connection = ServiceConnection.open(access);
        try {
            TopicSubscription subscription = new TopicSubscription(access, connection, credentials);
            subscription.handshake();
            ByteArrayOutputStream commands = new ByteArrayOutputStream();
            for (String topic : topics) {
                commands.writeBytes(FRAMES.text(subscribe(topic, start)));
            }
            // All in one write: they are answered together, and the log is read for all of them in one order.
            subscription.send(commands.toByteArray());
            return subscription;
        } catch (IOException lost) {
            connection.close();
            throw connection.noAnswer(lost);
        } catch (ServiceFailure failure) {
            connection.close();
            throw failure;
        }
    }

    private static byte[] subscribe(String topic, Start start) {
        String from = switch (start) {
            case Start.Live live -> "";
            case Start.Since(MessageId id) -> ",\"since\":\"" + id + "\"";
            case Start.Last(int count) -> ",\"last\":" + count;
        };
        return ("{\"type\":\"subscribe\",\"topic\":\"" + quoted(topic) + "\"" + from + "}").getBytes(UTF_8);
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private List<Map.Entry<String, String>> headers() {
        List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(Map.entry("User-Agent", "carillon")));
        credentials.ifPresent(token -> headers.add(Map.entry("Authorization", "Bearer " + token)));
        return headers;
    }

    private void handshake() throws IOException, ServiceFailure {
        byte[] key = new byte[16];
        new SecureRandom().nextBytes(key);
        ClientHandshake handshake = new ClientHandshake(
                access.url().hostHeader(),
                access.url().path("/ws"),
                headers(),
                List.of(EventWriter.PROTOCOL),
                Base64.getEncoder().encodeToString(key));
        connection.readTimeout(LONGEST_SILENCE);
        send(handshake.request());
        AnswerReader answers = new AnswerReader(access.url(), connection.in());
        ResponseHead head = answers.readHead();
        switch (handshake.judge(head)) {
            case ClientHandshake.Open(Optional<String> subprotocol) when subprotocol.isPresent() -> {}
            case ClientHandshake.Open none ->
                throw Diagnosis.ofNoCarillon("expected the subprotocol " + EventWriter.PROTOCOL + ", but was none");
            case ClientHandshake.NeedMore impossible -> throw new IllegalStateException("the head was whole");
            case ClientHandshake.Failed failed
            when failed.failure() == ClientHandshake.Failure.STATUS ->
                throw Diagnosis.ofStatus(access, "101", answers.readBody(head));
            case ClientHandshake.Failed failed -> throw Diagnosis.ofNoCarillon(failed.message());
        }
    }

    /**
     * Passes on events, and returns when {@code listener} wants no more.
     *
     * @throws ServiceFailure when the WebSocket ended before that, with the reason
     */
    public void read(SubscriptionListener listener) throws ServiceFailure {
        Frames frames = new Frames(listener);
        try {
            connection.readTimeout(LONGEST_SILENCE);
            byte[] buffer = new byte[BUFFER_BYTES];
            while (frames.wanted) {
                reader.read(ByteBuffer.wrap(buffer, 0, readSome(buffer)), frames);
                listener.onCaughtUp();
                frames.requireOpen();
            }
            send(FRAMES.close(NORMAL, ""));
        } catch (ProtocolViolation violation) {
            throw ServiceFailure.lasting("it does not speak WebSocket as expected: " + violation.getMessage());
        } catch (IOException lost) {
            throw Diagnosis.ofLost(lost);
        }
    }

    private int readSome(byte[] to) throws IOException, ServiceFailure {
        int length = readOrAsk(to);
        if (length < 0) {
            throw ServiceFailure.temporary("the connection ended without a close frame (1006)");
        }
        return length;
    }

    /** Sends a ping after a silence, to detect that the service, its machine or the network has failed. */
    private int readOrAsk(byte[] to) throws IOException {
        try {
            return connection.in().read(to);
        } catch (SocketTimeoutException silence) {
            send(FRAMES.ping(new byte[0]));
            return connection.in().read(to);
        }
    }

    private void send(byte[] bytes) throws IOException {
        connection.out().write(bytes);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** A third of the time after which the service disconnects a silent client. */
    private static Duration silence(Duration idleTimeout) {
        Duration third = idleTimeout.dividedBy(3);
        if (idleTimeout.isZero() || third.compareTo(LONGEST_SILENCE) > 0) {
            return LONGEST_SILENCE;
        }
        return third.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : third;
    }

    /** Handles the frames of this WebSocket. */
    private final class Frames implements FrameHandler {
        private final SubscriptionListener listener;
        private boolean wanted = true;
        private Optional<Duration> reconnectAfter = Optional.empty();
        private @Nullable ServiceFailure end;
        private @Nullable IOException lost;

        Frames(SubscriptionListener listener) {
            this.listener = listener;
        }

        void requireOpen() throws ServiceFailure, IOException {
            if (end != null) {
                throw end;
            }
            if (lost != null) {
                throw lost;
            }
        }

        @Override
        public boolean acceptsFrames() {
            return wanted && end == null && lost == null;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            try {
                Received event = EventReader.read(utf8);
                switch (event) {
                    case Bye bye -> reconnectAfter = Optional.of(bye.reconnectAfter());
                    case Welcome welcome -> connection.readTimeout(silence(welcome.idleTimeout()));
                    case Received.Expiring expiring -> renew();
                    case Received.Failed failed -> end = Diagnosis.ofError(access, failed);
                    case Received.Message message -> wanted = listener.onEvent(message);
                    case Received.Subscribed subscribed -> wanted = listener.onEvent(subscribed);
                    case Received.Missed missed -> wanted = listener.onEvent(missed);
                    case Received.Unsubscribed(String topic) -> end = Diagnosis.ofUnsubscribed(access, topic);
                    case Received.Other other -> {}
                }
            } catch (InvalidJson invalid) {
                end = Diagnosis.ofNoCarillon(String.valueOf(invalid.getMessage()));
            } catch (IOException failure) {
                lost = failure;
            }
        }

        /**
         * Sends the present contents of the token file, if they have changed; the same token would only cause the same
         * warning.
         */
        private void renew() throws IOException {
            Optional<String> token;
            try {
                token = access.credentials();
            } catch (ServiceFailure unusable) {
                // The earlier credentials are valid for a moment longer. The next connection reports the mistake in the
                // file.
                return;
            }
            if (token.isPresent() && !token.equals(credentials)) {
                credentials = token;
                send(FRAMES.text(
                        ("{\"type\":\"authenticate\",\"token\":\"" + quoted(token.get()) + "\"}").getBytes(UTF_8)));
            }
        }

        @Override
        public void onBinary(ByteBuffer data) {
            end = Diagnosis.ofNoCarillon("expected events of carillon.v1, but was a binary message");
        }

        @Override
        public void onPing(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            answer(FRAMES.pong(copy));
        }

        @Override
        public void onPong(ByteBuffer data) {}

        @Override
        public void onClose(int code, String reason) {
            answer(FRAMES.close(NORMAL, ""));
            end = Farewell.of(code, reason, reconnectAfter);
        }

        private void answer(byte[] frame) {
            try {
                send(frame);
            } catch (IOException failure) {
                lost = failure;
            }
        }
    }
}
