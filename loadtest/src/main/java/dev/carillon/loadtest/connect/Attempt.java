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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Opens the connection of one client, in as many tries as necessary. It is not used after the connection is open. */
final class Attempt implements Receiver {
    /** The time to wait for the content of a refusal that did not arrive with its head. */
    private static final long CONTENT_NANOS = 300_000_000;

    private final Connector connector;
    final int client;
    private final ClientRequest request;
    /** Whether the client had a connection before. */
    final boolean again;

    int failures;

    // The state of the current try; null or without meaning between two tries.
    private @Nullable Connection connection;
    private @Nullable ScheduledFuture<?> deadline;
    private HandshakeReader answer;
    private @Nullable ResponseHead head;
    /** The refusal of the server, while its content is awaited. */
    private @Nullable Refusal refusal;

    /** The local end, a number of {@link LocalPorts}. */
    private int end;

    long beganNanos;

    Attempt(Connector connector, int client, ClientRequest request, boolean again) {
        this.connector = connector;
        this.client = client;
        this.request = request;
        this.again = again;
        this.answer = new HandshakeReader(this::judge);
    }

    void begin() {
        OptionalInt free = connector.ports.take();
        if (free.isEmpty()) {
            fail(new OpeningFailure(FailureClass.OUT_OF_PORTS, ""));
            return;
        }
        end = free.getAsInt();
        beganNanos = System.nanoTime();
        try {
            connection = connector.connect(client, end, this);
            deadline = connector.loop.timer(connector.handshakeNanos(), this::onTimeout);
        } catch (IOException cause) {
            onConnectFailed(cause);
        }
    }

    /** Ends the current try, if any. It does not count as failed. */
    void abandon() {
        if (connection != null) {
            endTry();
        }
    }

    // ---- events of the lane

    @Override
    public void onOpen(Connection connection) {
        connection.send(request.request());
    }

    @Override
    public void onConnectFailed(IOException cause) {
        OpeningFailure failure = OpeningFailure.of(cause);
        cancelDeadline();
        connection = null;
        if (failure.kind() == FailureClass.PORT_TAKEN) {
            connector.skip(end, this);
        } else {
            connector.ports.release(end);
            fail(failure);
        }
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        if (refusal != null) {
            onContent(refusal, bytes);
            return;
        }
        switch (answer.read(bytes)) {
            case ClientHandshake.Open open -> {
                if (connector.isFrom(end, connection)) {
                    cancelDeadline();
                    connector.opened(this, end, connection, bytes, Objects.requireNonNull(head));
                } else {
                    String from = connection.localAddress().toString();
                    giveUp(new OpeningFailure(FailureClass.WRONG_LOCAL_END, from));
                }
            }
            case ClientHandshake.NeedMore more -> {}
            case ClientHandshake.Failed failed -> onRefused(new Refusal(failed), bytes);
        }
    }

    private ClientHandshake.Result judge(ResponseHead whole) {
        head = whole;
        return request.judge(whole);
    }

    private void onRefused(Refusal refused, ByteBuffer bytes) {
        refusal = refused;
        cancelDeadline();
        deadline = connector.loop.timer(CONTENT_NANOS, this::onTimeout);
        onContent(refused, bytes);
    }

    private void onContent(Refusal refused, ByteBuffer bytes) {
        refused.add(bytes);
        if (refused.isComplete()) {
            giveUp(refused.failure());
        }
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

    @Override
    public void onClosed(Connection connection, Ending ending) {
        giveUp(refusalOr(FailureClass.RESET));
    }

    private void onTimeout() {
        if (connection != null) {
            giveUp(refusalOr(FailureClass.TIMED_OUT));
        }
    }

    // ---- failing

    private OpeningFailure refusalOr(FailureClass kind) {
        return refusal == null ? new OpeningFailure(kind, "") : refusal.failure();
    }

    private void giveUp(OpeningFailure failure) {
        endTry();
        fail(failure);
    }

    private void endTry() {
        cancelDeadline();
        if (connection != null) {
            connection.receiver(Receiver.NOBODY);
            connection.close(Ending.CLOSED_HERE);
            connection = null;
        }
        refusal = null;
        connector.ports.release(end);
        answer = new HandshakeReader(this::judge);
    }

    private void fail(OpeningFailure failure) {
        failures++;
        connector.failed(this, failure);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
