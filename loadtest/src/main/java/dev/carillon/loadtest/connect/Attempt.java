package dev.carillon.loadtest.connect;

import dev.carillon.handshake.ClientHandshake;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.handshake.HandshakeReader;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One client's way in, through any number of failures; gone once the connection is open for use. */
final class Attempt implements Receiver {
    /** For the content of a refusal that has not come with its head. */
    private static final long CONTENT_NANOS = 300_000_000;

    private final Connector connector;
    private final int client;
    private final ClientRequest request;
    private final boolean again;

    private int failures;

    // Of the current try; null and without meaning between two tries.
    private @Nullable Connection connection;
    private @Nullable ScheduledFuture<?> deadline;
    private HandshakeReader answer;
    private @Nullable ResponseHead head;
    /** The refusal of the server, while its content is awaited. */
    private @Nullable Refusal refusal;

    private int end;
    private long beganNanos;

    /** @param again whether the client had a connection before */
    Attempt(Connector connector, int client, ClientRequest request, boolean again) {
        this.connector = connector;
        this.client = client;
        this.request = request;
        this.again = again;
        this.answer = new HandshakeReader(this::judge);
    }

    int client() {
        return client;
    }

    boolean isAgain() {
        return again;
    }

    /** When the try that is under way began. */
    long beganNanos() {
        return beganNanos;
    }

    int failures() {
        return failures;
    }

    void begin() {
        OptionalInt free = connector.ports().take();
        if (free.isEmpty()) {
            fail(FailureClass.OUT_OF_PORTS, "");
            return;
        }
        end = free.getAsInt();
        beganNanos = System.nanoTime();
        try {
            connection = connector.connect(client, end, this);
            deadline = connector.timer(connector.handshakeNanos(), this::onTimeout);
        } catch (IOException cause) {
            onConnectFailed(cause);
        }
    }

    /** Ends what is under way without another word. */
    void abandon() {
        if (connection != null) {
            cancelDeadline();
            connection.receiver(Receiver.NOBODY);
            connection.close(Ending.CLOSED_HERE);
            connector.ports().release(end);
        }
    }

    // ---- what the lane tells

    @Override
    public void onOpen(Connection connection) {
        connection.send(request.request());
    }

    @Override
    public void onConnectFailed(IOException cause) {
        FailureClass kind = SystemError.classify(cause);
        cancelDeadline();
        connection = null;
        if (kind == FailureClass.PORT_TAKEN) {
            connector.skip(end, this);
            return;
        }
        connector.ports().release(end);
        if (cause instanceof SSLException notSecured) {
            TlsFailure failure = TlsFailure.of(notSecured);
            fail(
                    FailureClass.TLS,
                    failure.text(),
                    failure.isLasting() ? Optional.of(failure.text()) : Optional.empty());
            return;
        }
        fail(kind, kind == FailureClass.OTHER ? ServerText.printable(String.valueOf(cause.getMessage())) : "");
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        if (refusal != null) {
            onContent(connection, refusal, bytes);
            return;
        }
        switch (answer.read(bytes)) {
            case ClientHandshake.Open open -> {
                if (connector.isFrom(end, connection)) {
                    cancelDeadline();
                    connector.opened(this, end, connection, bytes, Objects.requireNonNull(head));
                } else {
                    String from = connection.localAddress().toString();
                    give(connection, FailureClass.WRONG_LOCAL_END, from);
                }
            }
            case ClientHandshake.NeedMore more -> {}
            case ClientHandshake.Failed failed -> onRefused(connection, new Refusal(failed), bytes);
        }
    }

    private ClientHandshake.Result judge(ResponseHead whole) {
        head = whole;
        return request.judge(whole);
    }

    private void onRefused(Connection connection, Refusal refused, ByteBuffer bytes) {
        refusal = refused;
        cancelDeadline();
        deadline = connector.timer(CONTENT_NANOS, this::onTimeout);
        onContent(connection, refused, bytes);
    }

    private void onContent(Connection connection, Refusal refused, ByteBuffer bytes) {
        refused.add(bytes);
        if (refused.isTelling()) {
            end(connection);
            refuse(refused);
        }
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

    @Override
    public void onClosed(Connection connection, Ending ending) {
        Refusal refused = refusal;
        endTry();
        if (refused == null) {
            fail(FailureClass.RESET, "");
        } else {
            refuse(refused);
        }
    }

    private void onTimeout() {
        if (connection == null) {
            return;
        }
        Refusal refused = refusal;
        if (refused == null) {
            give(connection, FailureClass.TIMED_OUT, "");
        } else {
            end(connection);
            refuse(refused);
        }
    }

    // ---- failing

    /** Gives the connection of this try up. */
    private void give(Connection given, FailureClass kind, String detail) {
        end(given);
        fail(kind, detail);
    }

    private void end(Connection given) {
        given.receiver(Receiver.NOBODY);
        given.close(Ending.CLOSED_HERE);
        endTry();
    }

    private void endTry() {
        cancelDeadline();
        connection = null;
        refusal = null;
        connector.ports().release(end);
        answer = new HandshakeReader(this::judge);
    }

    private void refuse(Refusal refused) {
        fail(
                FailureClass.BAD_HANDSHAKE,
                refused.text(),
                refused.isLasting() ? Optional.of(refused.kind()) : Optional.empty());
    }

    private void fail(FailureClass kind, String detail) {
        fail(kind, detail, Optional.empty());
    }

    private void fail(FailureClass kind, String detail, Optional<String> lasting) {
        failures++;
        connector.failed(this, kind, detail, lasting);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
