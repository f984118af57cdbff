package dev.carillon.endpoint;

import dev.carillon.catchup.Beginning;
import dev.carillon.catchup.CatchUp;
import dev.carillon.catchup.PatternSelection;
import dev.carillon.frame.CloseCode;
import dev.carillon.hub.Audience;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.log.Selection;
import dev.carillon.log.Start;
import dev.carillon.protocol.MessageForm;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * All connections of a loop that listen to one topic or pattern with raw payloads. They share this object and have none
 * of their own; the connection itself stands in the hub's audience.
 */
final class TopicEndpoint implements WebSocketHandler {
    private final Endpoints endpoints;
    private final EndpointKey key;
    private final Receiver receiver;
    private final PatternSelection selection;
    private int connections;
    /** Null while there is no connection. */
    private @Nullable Audience audience;

    TopicEndpoint(Endpoints endpoints, EndpointKey key) {
        this.endpoints = endpoints;
        this.key = key;
        this.selection = new PatternSelection(key.pattern());
        this.receiver = endpoints.webSockets.receiver(this, key.compression().deflates());
    }

    EndpointKey key() {
        return key;
    }

    Receiver receiver() {
        return receiver;
    }

    /** For a connection that begins elsewhere than with the next publication; all others share {@link #receiver()}. */
    Receiver receiver(Start start) {
        return start.equals(Start.LIVE) ? receiver : new Starting(receiver, connection -> open(connection, start));
    }

    @Override
    public void onOpen(Connection connection) {
        open(connection, Start.LIVE);
    }

    private void open(Connection connection, Start start) {
        if (connections++ == 0) {
            endpoints.opened(this);
        }
        audience = endpoints.hub.join(key.pattern(), rendering(), connection);
        endpoints.meters.opened();
        endpoints.catchUp.ifPresent(catchUp -> begin(connection, catchUp.begin(selection, start)));
    }

    private void begin(Connection connection, Beginning beginning) {
        if (beginning.isBehind(endpoints.hub.position())) {
            connection.catchUp(new TopicCursor(
                    this, connection, beginning.position(), beginning.valuesThrough(), beginning.lostThrough()));
        }
    }

    @Override
    public void onBehind(Connection connection, TopicPattern pattern, long offset) {
        connection.catchUp(new TopicCursor(this, connection, offset, 0, offset));
    }

    CatchUp catchUp() {
        return endpoints.catchUp.orElseThrow();
    }

    Selection selection() {
        return selection;
    }

    Rendering rendering() {
        return MessageForm.RAW.rendering(key.compression());
    }

    void deliverOutstanding(Connection connection) {
        if (audience != null) {
            endpoints.hub.deliverOutstanding(audience, connection);
        }
    }

    @Override
    public void onText(Connection connection, ByteBuffer utf8) {
        publish(connection, Payload.text(Endpoints.copy(utf8)));
    }

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {
        publish(connection, Payload.binary(Endpoints.copy(data)));
    }

    private void publish(Connection connection, Payload payload) {
        TopicPattern pattern = key.pattern();
        if (pattern.hasWildcards()) {
            endpoints.webSockets.close(
                    connection,
                    CloseCause.VIOLATION,
                    CloseCode.POLICY_VIOLATION,
                    "expected no message, since nothing can be published to a pattern, but got one on " + pattern);
            return;
        }
        switch (endpoints.publisher.publish(new TopicName(pattern.value()), payload)) {
            case Taken taken -> {}
            case Busy busy ->
                endpoints.webSockets.close(connection, CloseCause.DONE, CloseCode.TRY_AGAIN_LATER, busy.message());
        }
    }

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        if (audience != null) {
            endpoints.hub.leave(audience, connection);
        }
        if (--connections == 0) {
            audience = null;
            endpoints.emptied(this);
        }
        endpoints.meters.closed(cause);
    }
}
